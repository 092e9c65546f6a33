-- Makes a user a member, creating the chatroom where it does not exist and may be.
-- KEYS: the chatroom's, from the head on
-- ARGV: 1 user, 2 name as JSON, 3 time or '', 4 milliseconds to keep, 5 channel
--   to publish on, or '', 6 whether it may be created: 1 or 0, 7 the hash that the
--   given password matches, or '', 8 most members of any chatroom, 9 whether this only
--   looks whether the user may join: 1 or 0
local base = string.sub(KEYS[1], 1, -5)
local user, now, looks = ARGV[1], unixTime(ARGV[3]), ARGV[9] == '1'
local h = redis.call('HMGET', KEYS[1], 'by', 'join', 'pass', 'max')
-- Why somebody who is no member may not join: see domain/room_policy.ts.
local function refusedEntry()
  local ends = sanctionOf(base, user, 'ban', now)
  if ends then return 'banned ' .. ends end
  if h[2] == 'invite' then return 'invite' end
  if h[2] == 'password' and h[3] ~= ARGV[7] then return 'password' end
  if redis.call('HLEN', KEYS[3]) >= capOf(h[4], ARGV[8]) then return 'full' end
end

-- A membership that cannot be read begins anew.
local place = redis.call('HGET', KEYS[3], user)
local joined = not place or not string.match(place, '^%d+ %d+$')
local refused = h[1] and joined and refusedEntry()
if refused then return {refused} end
if not h[1] and ARGV[6] == '0' then return {'no-room'} end
if looks then return {'may'} end
if not h[1] then
  redis.call('HSET', KEYS[1], 'by', user, 'made', user, 'name', ARGV[2],
    'at', string.format('%.0f', now))
end
local ordinal = readBeside('ZSCORE', KEYS[7], user) or '0'
if joined then
  ordinal = enroll(base, user, now, ARGV[5])
  succeed(base)
  keepRoom(base, now, ARGV[4])
end
local stand = redis.call('HMGET', KEYS[1], 's', 'x', 'hist')
return {joined and '1' or '0', h[1] and '0' or '1', ordinal, stand[1] or '0', stand[2] or '0',
  stand[3] or '', roomOf(base),
  string.match(redis.call('HGET', KEYS[3], user), '^%d+ (%d+)') or '',
  wholeIn(readBeside('HGET', KEYS[6], user)), wholeIn(readBeside('HGET', KEYS[4], user))}

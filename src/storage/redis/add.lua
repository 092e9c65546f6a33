-- Makes users members. Returns of each what became of them, and the ordinal, or ''; and
-- how far the chatroom is.
-- KEYS: the chatroom's, from the head on
-- ARGV: 1 who acts, or '' for the service, 2 time or '', 3 rank from which one may, where
--   the chatroom is open, 4 where it is not, 5 milliseconds to keep, 6 channel to publish
--   on, or '', 7 most members of any chatroom, 8 whether this only looks: 1 or 0, then
--   the users
local base = string.sub(KEYS[1], 1, -5)
local now, looks = unixTime(ARGV[2]), ARGV[8] == '1'
local h = redis.call('HMGET', KEYS[1], 'by', 'join', 'max', 's', 'x', 'hist')
if not h[1] then return {'no-room'} end
local standing = standingOf(base, h[1], ARGV[1])
if standing == STRANGER then return {strangerOf(base, ARGV[1], now)} end
if standing < tonumber(isClosed(h[2]) and ARGV[4] or ARGV[3]) then return {'role'} end
local cap, count, results, some = capOf(h[3], ARGV[7]), redis.call('HLEN', KEYS[3]), {}, false
for at = 9, #ARGV do
  local user, outcome, ordinal = ARGV[at], 'added', ''
  if redis.call('HEXISTS', KEYS[3], user) == 1 then outcome = 'member'
  elseif sanctionOf(base, user, 'ban', now) then outcome = 'banned'
  -- Who is looked at may be refused for another reason, and take no place.
  elseif not looks and count >= cap then outcome = 'full'
  else
    count, some = count + 1, true
    if not looks then ordinal = enroll(base, user, now, ARGV[6]) end
  end
  results[#results + 1] = outcome
  results[#results + 1] = ordinal
end
if some and not looks then
  succeed(base)
  keepRoom(base, now, ARGV[5])
end
return {'added', results, h[4] or '0', h[5] or '0', h[6] or ''}

-- Writes the settings of a chatroom, unless they have changed since they were read.
-- KEYS: the chatroom's, from the head on
-- ARGV: 1 user, or '' for the service, 2 time or '', 3 rank from which one may, 4 version
--   that was read, then in turn each field and its value, or '' where it goes
local base = string.sub(KEYS[1], 1, -5)
local h = redis.call('HMGET', KEYS[1], 'by', 'v')
if not h[1] then return {'no-room'} end
local standing = standingOf(base, h[1], ARGV[1])
if standing == STRANGER then return {strangerOf(base, ARGV[1], unixTime(ARGV[2]))} end
if standing < tonumber(ARGV[3]) then return {'role'} end
-- What cannot be read counts as the first one, as in redis_room.ts.
local version = tonumber(wholeIn(h[2]))
if math.max(1, version) ~= tonumber(ARGV[4]) then return {'stale'} end
for at = 5, #ARGV, 2 do
  if ARGV[at + 1] == '' then redis.call('HDEL', KEYS[1], ARGV[at])
  else redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 1]) end
end
-- Whoever appends next looks whether there is anything to heed.
redis.call('HSET', KEYS[1], 'v', string.format('%.0f', tonumber(ARGV[4]) + 1), 'g', '1')
return {'room', roomOf(base)}

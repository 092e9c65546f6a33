-- Creates a chatroom with its settings and its first members, or nothing. Returns it, and
-- the ordinals of the memberships.
-- KEYS: the chatroom's, from the head on
-- ARGV: 1 time or '', 2 milliseconds to keep it, 3 milliseconds to keep it without members,
--   4 channel to publish on, or '', 5 most members of any chatroom, 6 how many fields its
--   head has besides, then in turn each of them and its value, then the users
local base, now = string.sub(KEYS[1], 1, -5), unixTime(ARGV[1])
if redis.call('HEXISTS', KEYS[1], 'by') == 1 then return {'exists'} end
local first, max = 7 + 2 * tonumber(ARGV[6]), nil
for at = 7, first - 1, 2 do
  if ARGV[at] == 'max' then max = ARGV[at + 1] end
end
if #ARGV - first + 1 > capOf(max, ARGV[5]) then return {'full'} end
redis.call('HSET', KEYS[1], 'by', '', 'made', 'system', 'at', string.format('%.0f', now),
  unpack(ARGV, 7, first - 1))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
local ordinals = {}
for at = first, #ARGV do
  ordinals[#ordinals + 1] = enroll(base, ARGV[at], now, ARGV[4])
end
if #ordinals > 0 then
  succeed(base)
  keepRoom(base, now, ARGV[2])
end
return {'created', roomOf(base), ordinals}

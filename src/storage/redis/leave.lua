-- Ends a membership. Returns the ordinal, and the new creator, or ''.
-- KEYS: the chatroom's, from the head on
-- ARGV: 1 user, 2 milliseconds to keep an empty chatroom, 3 channel to publish
--   on, or '', 4 time or ''
local base = string.sub(KEYS[1], 1, -5)
if redis.call('HEXISTS', KEYS[1], 'by') == 0 then return {'no-room'} end
if redis.call('HEXISTS', KEYS[3], ARGV[1]) == 0 then
  return {strangerOf(base, ARGV[1], unixTime(ARGV[4]))}
end
local ordinal = dismiss(base, ARGV[1], ARGV[2], ARGV[3])
return {'left', ordinal, succeed(base)}

-- A member of a chatroom: when they joined, their rank, and when their mute ends, or '';
-- nothing if they are none.
-- KEYS: head, members
-- ARGV: 1 user, 2 time or ''
local base = string.sub(KEYS[1], 1, -5)
local by = redis.call('HGET', KEYS[1], 'by')
local member = redis.call('HGET', KEYS[2], ARGV[1])
if not by or not member then return {} end
return {
  string.match(member, '^(%d+)') or '0',
  tostring(rankOf(base, by, ARGV[1])),
  sanctionOf(base, ARGV[1], 'mute', unixTime(ARGV[2])) or '',
}

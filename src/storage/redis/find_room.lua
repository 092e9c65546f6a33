-- A chatroom, as somebody may see it, where they stand, and whether it has a password.
-- KEYS: head, members, admins, sanctions
-- ARGV: 1 user, or '' for the service, 2 time or '', 3 whether members alone may see it:
--   1, or 0: anybody where it is open
local base = string.sub(KEYS[1], 1, -5)
local room = roomOf(base)
if not room then return {'no-room'} end
local standing = standingOf(base, room[1], ARGV[1])
if standing == STRANGER then
  local outcome = strangerOf(base, ARGV[1], unixTime(ARGV[2]))
  if outcome ~= 'not-member' or ARGV[3] == '1' or isClosed(room[4]) then return {outcome} end
end
return {'room', room, standing, redis.call('HGET', KEYS[1], 'pass')}

-- Removes members, all of those named or none. Returns each with the ordinal, and the
-- new creator, or ''.
-- KEYS: the chatroom's, from the head on
-- ARGV: 1 who acts, or '' for the service, 2 time or '', 3 rank from which one may,
--   4 milliseconds to keep an empty chatroom, 5 channel to publish on, or '', then the users
local base = string.sub(KEYS[1], 1, -5)
local by = redis.call('HGET', KEYS[1], 'by')
if not by then return {'no-room'} end
local standing = standingOf(base, by, ARGV[1])
if standing == STRANGER then return {strangerOf(base, ARGV[1], unixTime(ARGV[2]))} end
if standing < tonumber(ARGV[3]) then return {'role'} end
local found = {}
for at = 6, #ARGV do
  local target = standingOf(base, by, ARGV[at])
  if target >= standing then return {'not-above ' .. ARGV[at]} end
  if target ~= STRANGER then found[#found + 1] = ARGV[at] end
end
local removed = {}
for _, user in ipairs(found) do
  removed[#removed + 1] = user
  removed[#removed + 1] = dismiss(base, user, ARGV[4], ARGV[5])
end
return {'removed', removed, succeed(base)}

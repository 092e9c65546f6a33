-- Removes a chatroom with everything in it. Returns the ordinal of that, and who was a
-- member, the newest first.
-- KEYS: the chatroom's, from the head on
-- What cannot be read goes, too: else nobody could get rid of it.
if readBeside('HEXISTS', KEYS[1], 'by') == 0 then return {'no-room'} end
local known = tonumber(wholeIn(readBeside('HGET', KEYS[1], 'o')))
local ordinal = string.format('%.0f', math.max(known + 1, microseconds()))
local members = readBeside('ZREVRANGE', KEYS[7], 0, -1) or readBeside('HKEYS', KEYS[3]) or {}
for at = 1, #KEYS do redis.call('DEL', KEYS[at]) end
return {'disbanded', ordinal, members}

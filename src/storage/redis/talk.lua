-- Why somebody may not write to a conversation, as append.lua answers it; '' if they may.
-- Slow mode does not count.
-- KEYS: the conversation's, from the head on
-- ARGV: 1 user, 2 time or ''
local base, user, now = string.sub(KEYS[1], 1, -5), ARGV[1], unixTime(ARGV[2])
if string.sub(base, 1, 7) ~= 'gim:{r:' then return refusedInPrivate(base, user) or '' end
if redis.call('HEXISTS', KEYS[1], 'name') == 0 then return 'no-room' end
if redis.call('HEXISTS', base .. 'members', user) == 0 then
  return strangerOf(base, user, now)
end
local refused = refusedInRoom(base, user, now)
if not refused or string.sub(refused, 1, 9) == 'slow_mode' then return '' end
return refused

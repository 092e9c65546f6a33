-- Keeps events. Returns how many were dropped for it.
-- KEYS: nodes
-- ARGV: 1 time or '', 2 most that wait, then of each event: id, JSON, milliseconds until
--   it is due, whom it waits for or '', the id of its message or ''
local now = unixTime(ARGV[1])
for at = 3, #ARGV, 5 do
  local id, user = ARGV[at], ARGV[at + 3]
  addEvent(id, ARGV[at + 1], now + tonumber(ARGV[at + 2]))
  if user ~= '' then addWait(id, user, ARGV[at + 4]) end
end
return dropOldest(tonumber(ARGV[2]))

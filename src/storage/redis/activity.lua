-- When something last happened in each of many conversations, as one of their
-- users is told: '' where there is none for them, or its keys are damaged.
-- KEYS: head and members of each, in turn
-- ARGV: 1 user, then the type of each
-- Single fields and no redis.pcall: here the calls are what it costs.
local function timeOf(at)
  if ARGV[1 + (at + 1) / 2] ~= '1' then
    return redis.call('HGET', KEYS[at], 't') or ''
  end
  local member = redis.call('HGET', KEYS[at + 1], ARGV[1])
  local joined = member and string.match(member, '^(%d+)')
  if not joined then return '' end
  local last = redis.call('HGET', KEYS[at], 't') or '0'
  if (tonumber(last) or 0) > tonumber(joined) then return last end
  return joined
end
local times = {}
for at = 1, #KEYS, 2 do
  local isFine, time = pcall(timeOf, at)
  if not isFine then
    local fault = type(time) == 'table' and time.err or tostring(time)
    if not string.find(fault, 'WRONGTYPE', 1, true) then error(fault) end
    time = ''
  end
  times[#times + 1] = time
end
return times

-- When something last happened in each of many conversations, as one of their
-- users is told: '' where there is none for them, or its keys are damaged.
-- KEYS: head and members of each, in turn
-- ARGV: 1 user, then the type of each
local damaged = {}
local function ask(...)
  local found = redis.pcall(...)
  if type(found) ~= 'table' or not found.err then return found end
  if string.find(found.err, 'WRONGTYPE', 1, true) then return damaged end
  error(found.err)
end
local times = {}
for at = 1, #KEYS, 2 do
  local h = ask('HMGET', KEYS[at], 's', 't', 'name')
  local time = ''
  if ARGV[1 + (at + 1) / 2] ~= '1' then
    if h[1] and h[1] ~= '0' then time = h[2] or '0' end
  elseif h[3] then
    local member = ask('HGET', KEYS[at + 1], ARGV[1])
    local joined = type(member) == 'string' and string.match(member, '^(%d+)')
    if joined then
      local newest = math.max(tonumber(h[2] or '0') or 0, tonumber(joined))
      time = string.format('%.0f', newest)
    end
  end
  times[#times + 1] = time
end
return times

-- The time of all nodes is that of Redis: their own clocks differ, and jump.
-- A test gives another.
local function unixTime(given)
  if given ~= '' then return tonumber(given) end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

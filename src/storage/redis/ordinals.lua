-- Changes of memberships are numbered by the time, in microseconds, and each
-- chatroom's ascend: so they go on ascending where it was forgotten meanwhile.
local function microseconds()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

-- Tells all who listen to a channel, if one is given. What was done is done: a user
-- who may not publish is no failure of it.
-- Who knows its version number knows sharded channels.
local function publish(channel, text)
  if channel == '' then return end
  redis.pcall(redis.REDIS_VERSION_NUM and 'SPUBLISH' or 'PUBLISH', channel, text)
end

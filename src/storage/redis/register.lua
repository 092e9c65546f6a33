-- Notes how many connections a user has at a node; returns those at all nodes.
-- KEYS: on
-- ARGV: 1 node, 2 connections, 3 for how many milliseconds the oldest is there,
--   4 milliseconds to keep, 5 what else is to be said, so that it shows when it is said
--   anew, 6 what the connections are, as JSON
if ARGV[2] == '0' then
  writeBeside('HDEL', KEYS[1], ARGV[1])
else
  local since = string.format('%.0f', unixTime('') - tonumber(ARGV[3]))
  writeBeside('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. since .. ' ' .. ARGV[5] .. ' ' .. ARGV[6])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
end
return redis.call('HGETALL', KEYS[1])

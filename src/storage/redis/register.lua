-- Notes how many connections a user has at a node; returns those at all nodes.
-- KEYS: on
-- ARGV: 1 node, 2 connections, 3 for how many milliseconds the oldest is there,
--   4 milliseconds to keep, 5 what else is to be said, so that it shows when it is said
--   anew
if ARGV[2] == '0' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  local since = string.format('%.0f', unixTime('') - tonumber(ARGV[3]))
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. since .. ' ' .. ARGV[5])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
end
return redis.call('HGETALL', KEYS[1])

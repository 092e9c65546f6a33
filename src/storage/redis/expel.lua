-- Takes out of what is said of a user what dead nodes said, unless they have said it
-- anew since it was read.
-- KEYS: on
-- ARGV: of each a node and what it said
for at = 1, #ARGV, 2 do
  if redis.call('HGET', KEYS[1], ARGV[at]) == ARGV[at + 1] then
    redis.call('HDEL', KEYS[1], ARGV[at])
  end
end
return 1

-- Removes a private conversation in which one user has never written.
-- KEYS: the conversation's, but for its blocks
-- ARGV: 1 that user
if redis.call('HEXISTS', KEYS[4], ARGV[1]) == 1 then return 0 end
redis.call('DEL', unpack(KEYS))
return 1

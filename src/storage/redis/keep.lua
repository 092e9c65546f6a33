-- Keeps a conversation, as one of its users is still known.
-- KEYS: the conversation's, from the head on
-- ARGV: 1 time or '', 2 milliseconds to keep, 3 type
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if ARGV[3] == '1' and redis.call('EXISTS', KEYS[3]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'kept', string.format('%.0f', unixTime(ARGV[1])))
for at = 1, #KEYS do redis.call('PEXPIRE', KEYS[at], ARGV[2]) end
return 1

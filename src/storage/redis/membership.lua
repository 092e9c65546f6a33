-- Says whether a user is a member, and how a chatroom stands.
-- KEYS: head, members, order
-- ARGV: 1 user
local h = redis.call('HMGET', KEYS[1], 'o', 's', 'x')
local score = redis.call('ZSCORE', KEYS[3], ARGV[1])
local isMember = score and redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1
-- Of a chatroom that is not there any more all that was is before now.
local ordinal = isMember and tonumber(score) or tonumber(h[1] or microseconds() - 1)
return {isMember and '1' or '0', string.format('%.0f', ordinal), h[2] or '0', h[3] or '0'}

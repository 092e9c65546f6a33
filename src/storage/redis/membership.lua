-- Says whether a user is a member, how a chatroom stands, and the newest message that
-- the member does not see.
-- KEYS: head, members, order
-- ARGV: 1 user
local h = redis.call('HMGET', KEYS[1], 'o', 's', 'x', 'hist')
local place = redis.call('HGET', KEYS[2], ARGV[1])
local score = place and readBeside('ZSCORE', KEYS[3], ARGV[1])
-- Of a chatroom that is not there any more all that was is before now.
local ordinal = tonumber(score or h[1] or microseconds() - 1)
local hidden = place and h[4] == 'joined' and hiddenBy(place, h[2] or '0') or 0
return {place and '1' or '0', string.format('%.0f', ordinal), h[2] or '0', h[3] or '0', string.format('%.0f', hidden)}

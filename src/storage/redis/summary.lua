-- A conversation as one of its users finds it in their list.
-- KEYS: head, messages, members, own, read
-- ARGV: 1 type, 2 user
local h = redis.call('HMGET', KEYS[1], 's', 't', 'x', 'name')
local joinedAt, joined = '0', '0'
if ARGV[1] == '1' then
  local member = redis.call('HGET', KEYS[3], ARGV[2])
  if not h[4] or not member then return {} end
  joinedAt, joined = string.match(member, '^(%d+) (%d+)$')
  if not joined then return redis.error_reply('a member is not readable') end
end
local last = h[1] or '0'
local read = redis.call('HGET', KEYS[5], ARGV[2]) or '0'
local own = redis.call('HGET', KEYS[4], ARGV[2]) or '0'
local newest = redis.call('HGET', KEYS[2], last) or ''
return {last, h[2] or '0', h[3] or '0', h[4] or '', joinedAt, joined, read, own, newest}

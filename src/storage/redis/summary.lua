-- A conversation as one of its users finds it in their list.
-- KEYS: head, messages, members, own, read, mentions
-- ARGV: 1 type, 2 user
local h = redis.call('HMGET', KEYS[1], 's', 't', 'x', 'name', 'hist')
local joinedAt, joined = '0', '0'
if ARGV[1] == '1' then
  local member = redis.call('HGET', KEYS[3], ARGV[2])
  if not h[4] or not member then return {} end
  joinedAt, joined = string.match(member, '^(%d+) (%d+)$')
  if not joined then return redis.error_reply('a member is not readable') end
end
local last = h[1] or '0'
local read = wholeIn(readBeside('HGET', KEYS[5], ARGV[2]))
local own = wholeIn(readBeside('HGET', KEYS[4], ARGV[2]))
local isHidden = h[5] == 'joined' and tonumber(last) <= tonumber(joined)
local newest = not isHidden and redis.call('HGET', KEYS[2], last) or ''
local seen = string.format('%016.0f', math.max(tonumber(joined), tonumber(read), tonumber(own)))
local function mentionsOf(user)
  return readBeside('ZLEXCOUNT', KEYS[6], '(' .. user .. ' ' .. seen, '(' .. user .. '!') or 0
end
local mentioned = string.format('%.0f', mentionsOf(ARGV[2]) + mentionsOf('*'))
return {last, h[2] or '0', h[3] or '0', h[4] or '', joinedAt, joined, read, own, newest, mentioned}

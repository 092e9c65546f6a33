-- Moves a read mark forward.
-- KEYS: head, members, read, own
-- ARGV: 1 type, 2 user, 3 sequence
local h = redis.call('HMGET', KEYS[1], 's', 'by')
local joined = '0'
if ARGV[1] == '1' then
  if not h[2] then return {'no-room'} end
  local member = redis.call('HGET', KEYS[2], ARGV[2])
  if not member then return {'not-member'} end
  joined = string.match(member, '(%d+)$')
end
local last, sequence = tonumber(h[1] or '0'), tonumber(ARGV[3])
if sequence > last then return {'beyond', h[1] or '0'} end
local read = tonumber(redis.call('HGET', KEYS[3], ARGV[2]) or '0')
local moved = sequence > read
if moved then
  redis.call('HSET', KEYS[3], ARGV[2], ARGV[3])
  redis.call('PEXPIRE', KEYS[3], math.max(1, redis.call('PTTL', KEYS[1])))
end
local own = redis.call('HGET', KEYS[4], ARGV[2]) or '0'
return {'read', h[1] or '0', moved and '1' or '0', joined or '', string.format('%.0f', math.max(read, sequence)), own}

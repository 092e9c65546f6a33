-- Moves a read mark forward.
-- KEYS: head, members, read, own, sanctions
-- ARGV: 1 type, 2 user, 3 sequence, 4 time or ''
local h = redis.call('HMGET', KEYS[1], 's', 'by')
local joined = '0'
if ARGV[1] == '1' then
  if not h[2] then return {'no-room'} end
  local member = redis.call('HGET', KEYS[2], ARGV[2])
  if not member then
    return {strangerOf(string.sub(KEYS[1], 1, -5), ARGV[2], unixTime(ARGV[4]))}
  end
  joined = string.match(member, '^%d+ (%d+)$') or h[1] or '0'
end
local last, sequence = tonumber(h[1] or '0'), tonumber(ARGV[3])
if sequence > last then return {'beyond', h[1] or '0'} end
local read = tonumber(wholeIn(readBeside('HGET', KEYS[3], ARGV[2])))
local moved = sequence > read
if moved then
  writeBeside('HSET', KEYS[3], ARGV[2], ARGV[3])
  redis.call('PEXPIRE', KEYS[3], math.max(1, redis.call('PTTL', KEYS[1])))
end
local own = wholeIn(readBeside('HGET', KEYS[4], ARGV[2]))
return {'read', h[1] or '0', moved and '1' or '0', joined or '', string.format('%.0f', math.max(read, sequence)), own}

-- A page of the sanctions in force, the newest first.
-- KEYS: head, members, admins, sanctions, sanctioned
-- ARGV: 1 who asks, or '' for the service, 2 time or '', 3 rank from which one may, 4 time
--   of the one to go on after, or '', 5 its field, 6 how many
local base = string.sub(KEYS[1], 1, -5)
local now, count = unixTime(ARGV[2]), tonumber(ARGV[6])
local by = redis.call('HGET', KEYS[1], 'by')
if not by then return {'no-room'} end
local standing = standingOf(base, by, ARGV[1])
if standing == STRANGER then return {strangerOf(base, ARGV[1], now)} end
if standing < tonumber(ARGV[3]) then return {'role'} end
local start = 0
if ARGV[4] ~= '' then
  local score = '-' .. ARGV[4]
  -- It may have been lifted since, or imposed anew.
  if readBeside('ZSCORE', KEYS[5], ARGV[5]) == score then
    start = redis.call('ZRANK', KEYS[5], ARGV[5]) + 1
  else
    start = readBeside('ZCOUNT', KEYS[5], '-inf', '(' .. score) or 0
    for _, field in ipairs(readBeside('ZRANGEBYSCORE', KEYS[5], score, score) or {}) do
      if field <= ARGV[5] then start = start + 1 end
    end
  end
end
local items = {}
while #items < 2 * count do
  local fields = readBeside('ZRANGE', KEYS[5], start, start + 99) or {}
  if #fields == 0 then break end
  start = start + #fields
  local values = readBeside('HMGET', KEYS[4], unpack(fields)) or {}
  for at, field in ipairs(fields) do
    if #items < 2 * count and endOf(values[at], now) then
      items[#items + 1] = field
      items[#items + 1] = values[at]
    end
  end
end
return {'sanctions', items}

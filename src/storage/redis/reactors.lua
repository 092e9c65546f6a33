-- Reads who has reacted to a message like this.
-- KEYS: head, messages, members, reactors, sanctions
-- ARGV: 1 type, 2 user, 3 sequence that the id claims, 4 id, 5 reaction, 6 `time user` of
--   the one to go on after, or '', 7 count, 8 time or ''
local hidden = 0
if ARGV[1] == '1' then
  local h = redis.call('HMGET', KEYS[1], 'by', 'hist', 's')
  if not h[1] then return {'no-room'} end
  local place = redis.call('HGET', KEYS[3], ARGV[2])
  if not place then
    return {strangerOf(string.sub(KEYS[1], 1, -5), ARGV[2], unixTime(ARGV[8]))}
  end
  if h[2] == 'joined' then hidden = hiddenBy(place, h[3] or '0') end
end
local value = tonumber(ARGV[3]) > hidden and redis.call('HGET', KEYS[2], ARGV[3])
local status, id = string.match(value or '', '^(%d) (%S+)')
if id ~= ARGV[4] or status == '2' then return {'no-message'} end
local prefix = placeOf(tonumber(ARGV[3])) .. written(ARGV[5])
local from = ARGV[6] == '' and '[' .. prefix or '(' .. prefix .. ARGV[6]
local found = readBeside('ZRANGEBYLEX', KEYS[4], from, '(' .. prefix .. '\255', 'LIMIT', 0, ARGV[7])
  or {}
local page = {'page'}
for at = 1, #found do page[at + 1] = string.sub(found[at], #prefix + 1) end
return page

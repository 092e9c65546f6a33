-- Empties a message and notes that as a change.
-- KEYS: head, messages, members, changes
-- ARGV: 1 type, 2 user, 3 sequence that the id claims, 4 id, 5 time or '', 6 rank from
--   which anybody's may be recalled, 7 milliseconds for which the sender may, 8
--   channel to publish on, or ''
local rank = MEMBER
if ARGV[1] == '1' then
  local creator = redis.call('HGET', KEYS[1], 'by')
  if not creator then return {'no-room'} end
  if redis.call('HEXISTS', KEYS[3], ARGV[2]) == 0 then return {'not-member'} end
  rank = rankOf(creator, ARGV[2])
end
local value = redis.call('HGET', KEYS[2], ARGV[3])
local status, id, time, rest
if value then
  status, id, time, rest = string.match(value, '^(%d) (%S+) (%d+) ([^\n]*)\n')
end
if id ~= ARGV[4] then return {'no-message'} end
local refused = refusedChange({fromRank = tonumber(ARGV[6]), window = tonumber(ARGV[7])}, {
  rank = rank,
  isSender = cjson.decode(rest)['s'] == ARGV[2],
  age = unixTime(ARGV[5]) - tonumber(time),
  isDone = status == '2',
})
if refused then return {refused} end
if status == '2' then return {'repeated', value} end
local recalled = '2 ' .. id .. ' ' .. time .. ' ' .. rest .. '\n""'
return {'recalled', recalled, storeChange('recall', ARGV[3], recalled, ARGV[8])}

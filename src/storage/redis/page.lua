-- Reads a page of a timeline, and the changes after one.
-- KEYS: head, messages, members, read, changes
-- ARGV: 1 type, 2 user, 3 peer, 4 'history' or 'sync', 5 count, 6 sequence to go
--   on after (sync), or of the message to go back from, or '' (history), 7 the
--   id of that message, 8 change to go on after, or ''
local h = redis.call('HMGET', KEYS[1], 's', 'f', 'x', 'by')
if ARGV[1] == '1' then
  if not h[4] then return {'no-room'} end
  if redis.call('HEXISTS', KEYS[3], ARGV[2]) == 0 then return {'not-member'} end
end
local function whole(number) return string.format('%.0f', number) end
local last, first = tonumber(h[1] or '0'), tonumber(h[2] or '1')
local count = tonumber(ARGV[5])
local from, to
if ARGV[4] == 'sync' then
  from = math.max(first, tonumber(ARGV[6]) + 1)
  to = math.min(last, from + count - 1)
else
  to = last
  if ARGV[6] ~= '' then
    local value = redis.call('HGET', KEYS[2], ARGV[6])
    if not value or string.match(value, '^%S+ (%S+)') ~= ARGV[7] then
      return {'no-message'}
    end
    to = tonumber(ARGV[6]) - 1
  end
  from = math.max(first, to - count + 1)
end
local fields = {}
for sequence = from, to do fields[#fields + 1] = whole(sequence) end
local items = {}
if #fields > 0 then items = redis.call('HMGET', KEYS[2], unpack(fields)) end
local page = {'page', whole(last), whole(first), whole(from), items}
if ARGV[4] == 'history' then return page end
page[6] = redis.call('HGET', KEYS[4], ARGV[2]) or '0'
page[7] = ARGV[3] ~= '' and redis.call('HGET', KEYS[4], ARGV[3]) or '0'
page[8] = h[3] or '0'
page[9] = {}
if ARGV[8] ~= '' then
  local changed = redis.call('ZRANGEBYSCORE', KEYS[5], '(' .. ARGV[8], '+inf',
    'WITHSCORES', 'LIMIT', 0, count + 1)
  for at = 1, #changed, 2 do
    local value = redis.call('HGET', KEYS[2], changed[at])
    table.insert(page[9], changed[at + 1])
    table.insert(page[9], changed[at])
    table.insert(page[9], value or '')
  end
end
return page

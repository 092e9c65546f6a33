-- Reads a page of a timeline, and the changes after one.
-- KEYS: head, messages, members, read, changes, sanctions
-- ARGV: 1 type, 2 user, or '' for the service, 3 peer, or '', 4 'history' or 'sync', 5 count, 6 sequence to go
--   on after (sync), or of the message to go back from, or '' (history), 7 the
--   id of that message, 8 change to go on after, or '', 9 time or ''
local h = redis.call('HMGET', KEYS[1], 's', 'f', 'x', 'by', 'hist')
-- The newest message that the user does not see.
local hidden = 0
if ARGV[1] == '1' then
  if not h[4] then return {'no-room'} end
  local place = ARGV[2] ~= '' and redis.call('HGET', KEYS[3], ARGV[2])
  if ARGV[2] ~= '' and not place then
    return {strangerOf(string.sub(KEYS[1], 1, -5), ARGV[2], unixTime(ARGV[9]))}
  end
  if place and h[5] == 'joined' then hidden = hiddenBy(place, h[1] or '0') end
end
local function whole(number) return string.format('%.0f', number) end
local last, kept = tonumber(h[1] or '0'), tonumber(h[2] or '1')
local first = math.max(kept, hidden + 1)
local count = tonumber(ARGV[5])
local from, to
if ARGV[4] == 'sync' then
  from = math.max(first, tonumber(ARGV[6]) + 1)
  to = math.min(last, from + count - 1)
else
  to = last
  if ARGV[6] ~= '' then
    local value = redis.call('HGET', KEYS[2], ARGV[6])
    if not value or string.match(value, '^%S+ (%S+)') ~= ARGV[7]
      or tonumber(ARGV[6]) <= hidden then
      return {'no-message'}
    end
    to = tonumber(ARGV[6]) - 1
  end
  from = math.max(first, to - count + 1)
end
-- A frame holds no more than 512 KiB: what is beyond need not be read. A sync is
-- read from its oldest message on, a history from its newest.
local items, bytes, step = {}, 0, 16
local backward = ARGV[4] == 'history'
local function read_some(low, high)
  local fields = {}
  for sequence = low, high do fields[#fields + 1] = whole(sequence) end
  local values = redis.call('HMGET', KEYS[2], unpack(fields))
  for at = 1, #values do
    -- From the newest on they are gathered the other way round.
    items[#items + 1] = values[backward and #values + 1 - at or at]
    bytes = bytes + #(values[at] or '')
  end
end
local done = 0
while done <= to - from and bytes < 524288 do
  local size = math.min(step, to - from + 1 - done)
  if backward then read_some(to - done - size + 1, to - done)
  else read_some(from + done, from + done + size - 1) end
  done = done + size
end
if backward then
  for at = 1, math.floor(done / 2) do
    items[at], items[done + 1 - at] = items[done + 1 - at], items[at]
  end
  from = to - done + 1
end
local page = {'page', whole(last), whole(first), whole(from), items}
if ARGV[4] == 'history' then return page end
page[6] = wholeIn(ARGV[2] ~= '' and readBeside('HGET', KEYS[4], ARGV[2]))
page[7] = wholeIn(ARGV[3] ~= '' and readBeside('HGET', KEYS[4], ARGV[3]))
page[8] = h[3] or '0'
page[9] = {}
page[10] = whole(hidden)
local after = ARGV[8]
while after ~= '' and #page[9] <= 3 * count do
  local changed = readBeside('ZRANGEBYSCORE', KEYS[5], '(' .. after, '+inf',
    'WITHSCORES', 'LIMIT', 0, count + 1) or {}
  after = #changed > 2 * count and changed[#changed] or ''
  for at = 1, #changed, 2 do
    if tonumber(wholeIn(changed[at])) > hidden and #page[9] <= 3 * count then
      page[9][#page[9] + 1] = changed[at + 1]
      page[9][#page[9] + 1] = changed[at]
      page[9][#page[9] + 1] = redis.call('HGET', KEYS[2], changed[at]) or ''
    end
  end
end
return page

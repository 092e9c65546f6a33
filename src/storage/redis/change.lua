-- Changes a message and notes that: see shared/changed.ts.
-- KEYS: head, messages, members, changes, mentions, reactors, reacted, admins, sanctions,
--   blocks
-- ARGV: 1 type, 2 user, 3 sequence that the id claims, 4 id, 5 time or '', 6 channel to
--   publish on, or '', 7 kind; of a recall and of an edit: 8 rank from which anybody's
--   may be changed, 9 milliseconds for which the sender may, of an edit also 10 content as
--   JSON, 11 data or ''; of a reaction: 8 the reaction, 9 whether it is on: 1 or 0
local MAX_REACTIONS = 20
local user, sequence, kind = ARGV[2], tonumber(ARGV[3]), ARGV[7]
local reactors, reacted = KEYS[6], KEYS[7]
local rank, hidden, base, brief = MEMBER, 0, string.sub(KEYS[1], 1, -5), '0'
local creator
local now = unixTime(ARGV[5])
if ARGV[1] == '1' then
  local h = redis.call('HMGET', KEYS[1], 'by', 'hist', 's')
  if not h[1] then return {'no-room'} end
  local place = redis.call('HGET', KEYS[3], user)
  -- The service is in every chatroom.
  if not place and user ~= 'system' then return {strangerOf(base, user, now)} end
  creator, rank = h[1], rankOf(base, h[1], user)
  if h[2] == 'joined' then
    brief = '1'
    hidden = place and hiddenBy(place, h[3] or '0') or 0
  end
  local refused = kind ~= 'recalled' and refusedToChange(base, user, kind, now)
  if refused then return {refused} end
elseif kind ~= 'recalled' then
  local refused = refusedInPrivate(base, user)
  if refused then return {refused} end
end
local value = sequence > hidden and redis.call('HGET', KEYS[2], ARGV[3])
local status, id, time, rest, lines
if value then
  status, id, time, rest, lines = string.match(value, '^(%d) (%S+) (%d+) ([^\n]*)\n(.*)$')
end
if id ~= ARGV[4] then return {'no-message'} end
if status == '2' and kind ~= 'recalled' then return {'no-message'} end
local content, line = string.match(lines, '^([^\n]*)\n(.*)$')
content = content or lines
local isRead, extras = pcall(cjson.decode, line or '{}')
local isHead, head = pcall(cjson.decode, rest)
-- One that cannot be read is shown as another one, see stored_message.ts.
if not isRead or not isHead or type(extras) ~= 'table' or type(head) ~= 'table' then
  return {'no-message'}
end

local function mine() return reactionsOf(reacted, sequence, user) end
local function refused()
  local sender = head['s']
  return refusedChange({fromRank = tonumber(ARGV[8]), window = tonumber(ARGV[9])}, {
    rank = rank,
    senderStanding = creator and standingOf(base, creator, sender) or MEMBER,
    isSender = sender == user,
    age = now - tonumber(time),
    isDone = status == '2',
  })
end
local function stored(newStatus, newContent)
  local text = newStatus .. ' ' .. id .. ' ' .. time .. ' ' .. rest .. '\n' .. newContent
  return next(extras) and text .. '\n' .. cjson.encode(extras) or text
end
local function store(word, text)
  return {'changed', text, storeChange(word, ARGV[3], text, ARGV[6], brief), mine(), brief}
end

local function recall()
  forgetMentions(base, sequence, value)
  forgetReactions(base, sequence)
  extras = {replyTo = extras.replyTo, priority = extras.priority}
  return store('recall', stored('2', '""'))
end

local function edit()
  if ARGV[11] ~= '' then extras.data = ARGV[11] end
  extras.editedAt = now
  return store('edit', stored(status, ARGV[10]))
end

local function react()
  local reaction = ARGV[8]
  local mark = markOf(sequence, user, reaction)
  if #beginning(reacted, mark, 1) > 0 then return {'repeated', value, '', mine()} end
  local counts, at = extras.reactions or {}, nil
  for each = 1, #counts do
    if counts[each].reaction == reaction then at = each end
  end
  if not at and #counts >= MAX_REACTIONS then return {'full'} end
  if at then counts[at].count = counts[at].count + 1
  else counts[#counts + 1] = {reaction = reaction, count = 1} end
  local moment = string.format('%016.0f', now)
  writeBeside('ZADD', reacted, 0, mark .. moment)
  writeBeside('ZADD', reactors, 0, reactorOf(sequence, user, reaction, moment))
  local left = math.max(1, redis.call('PTTL', KEYS[1]))
  for _, key in ipairs({reacted, reactors}) do redis.call('PEXPIRE', key, left) end
  extras.reactions = counts
  return store('react', stored(status, content))
end

local function takeBack()
  if not forgetReaction(base, sequence, user, ARGV[8]) then return {'repeated', value, '', mine()} end
  countDown(extras, ARGV[8])
  return store('react', stored(status, content))
end

if kind == 'reacted' then return ARGV[9] == '1' and react() or takeBack() end
local refusal = refused()
if refusal then return {refusal} end
if status == '2' then return {'repeated', value, '', {}} end
if kind == 'edited' then return edit() end
return recall()

-- Takes a user out of some messages: of their own the name, the request id and, if asked
-- so, what they wrote, which is a change; of others' their reactions, a change each.
-- Returns where to go on, or '', whether not all members see all messages, and of each
-- change its number, sequence, message, and reaction, or ''.
-- KEYS: head, messages, members, changes
-- ARGV: 1 user, 2 sequence to go on after, 3 messages to look at, 4 whether to empty
--   them: 1 or 0, 5 channel to publish on, or ''
local MAX_CHANGES = 200
local base = string.sub(KEYS[1], 1, -5)
local function whole(number) return string.format('%.0f', number) end
-- What is left of the extras of a message that is emptied.
local function keptOf(lines)
  local line = string.match(lines, '^[^\n]*\n(.*)$')
  local extras = line and cjson.decode(line) or {}
  local kept = {replyTo = extras.replyTo, priority = extras.priority}
  return next(kept) and '\n' .. cjson.encode(kept) or ''
end
local h = redis.call('HMGET', KEYS[1], 's', 'f', 'hist')
local last, first = tonumber(h[1] or '0'), tonumber(h[2] or '1')
local brief = h[3] == 'joined' and '1' or '0'
local from = math.max(first, tonumber(ARGV[2]) + 1)
local to = math.min(last, from + tonumber(ARGV[3]) - 1)
local changed, changes = {}, 0
local function note(word, field, value, reaction)
  changes = changes + 1
  local number = storeChange(word, field, value, ARGV[5], brief)
  for _, each in ipairs({number, field, value, reaction}) do changed[#changed + 1] = each end
end
-- Returns the message as it is then; nothing, if it is empty.
local function scrubOwn(sequence, field, value)
  local status, id, time, json, rest = string.match(value, '^(%d) (%S+) (%d+) ([^\n]*)\n(.*)$')
  local isRead, head = pcall(cjson.decode, json or '')
  if not isRead or type(head) ~= 'table' or head['s'] ~= ARGV[1] then return value end
  local isChange = ARGV[4] == '1' and status ~= '2'
  if head['n'] == ARGV[1] and not head['q'] and not isChange then return value end
  head['n'], head['q'] = ARGV[1], nil
  local begin = id .. ' ' .. time .. ' ' .. cjson.encode(head)
  if isChange then
    forgetMentions(base, sequence, value)
    forgetReactions(base, sequence)
    note('recall', field, '2 ' .. begin .. '\n""' .. keptOf(rest), '')
    return
  end
  local named = status .. ' ' .. begin .. '\n' .. rest
  redis.call('HSET', KEYS[2], field, named)
  return named
end
local function takeBack(sequence, field, value)
  local begin, line = string.match(value, '^([^\n]*\n[^\n]*)\n(.*)$')
  -- Most messages have no extras, and need not be read.
  if not line or not string.find(line, '"reactions"', 1, true) then return end
  local isRead, extras = pcall(cjson.decode, line)
  local reactions = isRead and type(extras) == 'table' and extras.reactions or {}
  local given = {}
  for at = 1, #reactions do given[at] = reactions[at].reaction end
  for _, reaction in ipairs(given) do
    if forgetReaction(base, sequence, ARGV[1], reaction) then
      countDown(extras, reaction)
      local left = next(extras) and begin .. '\n' .. cjson.encode(extras) or begin
      note('react', field, left, reaction)
    end
  end
end
local reached = to
for sequence = from, to do
  local field = whole(sequence)
  local value = redis.call('HGET', KEYS[2], field)
  local left = value and scrubOwn(sequence, field, value)
  if left then takeBack(sequence, field, left) end
  if changes >= MAX_CHANGES then
    reached = sequence
    break
  end
end
return {reached < last and whole(reached) or '', brief, changed}

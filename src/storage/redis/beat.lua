-- Says that a node is alive, where what it is set to agrees with all others that
-- are. Returns what became of it, what that is about, Redis' time, the ids of those
-- that are alive, and for how many milliseconds this one has not beaten, or '' where
-- that is not known:
--   'alive'; 'taken': alone, and other than before, which were the settings given;
--   'differs': from the settings given, and so it does not count as alive;
--   'newer': the keys have a layout that the node does not know.
-- KEYS: nodes, settings
-- ARGV: 1 node, or '' for none, 2 milliseconds for which a beat counts,
--   3 milliseconds after which a node is forgotten, 4 its settings as JSON, or ''
local function whole(number) return string.format('%.0f', number) end
local nodes, settings = KEYS[1], KEYS[2]
local node, mine = ARGV[1], ARGV[4]
local now = unixTime('')

-- This clock may have been set back, or be another server's by now.
for _, id in ipairs(redis.call('ZRANGEBYSCORE', nodes, '(' .. whole(now), '+inf')) do
  redis.call('ZADD', nodes, whole(now), id)
end
local before = redis.call('ZSCORE', nodes, node)
local silence = before and whole(now - tonumber(before)) or ''
for _, id in ipairs(redis.call('ZRANGEBYSCORE', nodes, '-inf', whole(now - tonumber(ARGV[3])))) do
  redis.call('ZREM', nodes, id)
  redis.call('HDEL', settings, 'node ' .. id)
end
local function alive()
  return redis.call('ZRANGEBYSCORE', nodes, whole(now - tonumber(ARGV[2])), '+inf')
end
local function refuse(outcome, about)
  redis.call('ZREM', nodes, node)
  redis.call('HDEL', settings, 'node ' .. node)
  return {outcome, about, whole(now), alive(), silence}
end

local function read(text)
  local fine, value = pcall(cjson.decode, text or '')
  if fine and type(value) == 'table' and type(value.settings) == 'table'
    and type(value.keys) == 'table' then return value end
end
local function holds(list, wanted)
  for _, each in ipairs(list) do if each == wanted then return true end end
  return false
end
-- What only one of both knows is no difference: the layout says what is.
local function agree(a, b)
  if a.layout ~= b.layout then return false end
  for name, value in pairs(a.settings) do
    local other = b.settings[name]
    if other ~= nil and other ~= value then return false end
  end
  for name, key in pairs(a.keys) do
    local other = b.keys[name]
    if other ~= nil and not (holds(key.verifies, other.signs)
      and holds(other.verifies, key.signs)) then return false end
  end
  return true
end
-- Who put something else into Redis keeps nobody from starting.
local function differ(a, b)
  local fine, same = pcall(agree, a, b)
  return fine and not same
end

local outcome, about = 'alive', ''
if node ~= '' and mine ~= '' then
  local own = read(mine)
  local layout = redis.call('HGET', settings, 'layout')
  if layout and (tonumber(layout) or 0) > own.layout then return refuse('newer', layout) end
  local alone = true
  for _, id in ipairs(alive()) do
    local text = id ~= node and redis.call('HGET', settings, 'node ' .. id)
    local other = text and text ~= mine and read(text)
    if other and differ(own, other) then return refuse('differs', text) end
    if text then alone = false end
  end
  local last = redis.call('HGET', settings, 'last')
  local before = alone and last and last ~= mine and read(last)
  if before and differ(own, before) then outcome, about = 'taken', last end
  if last ~= mine then redis.call('HSET', settings, 'last', mine, 'layout', whole(own.layout)) end
  if redis.call('HGET', settings, 'node ' .. node) ~= mine then
    redis.call('HSET', settings, 'node ' .. node, mine)
  end
end
if node ~= '' then redis.call('ZADD', nodes, whole(now), node) end
return {outcome, about, whole(now), alive(), silence}

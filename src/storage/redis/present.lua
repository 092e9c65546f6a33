-- Who is online on any node, for what the back end is told of it; in the slot of the
-- nodes. `here:<node>` has the users of a node, `holders` the nodes that have any, `lost`
-- the users of nodes that have died, `told` those of whom the back end thinks that they
-- are online, `leaving` since when they have no connection.
local PRESENT = 'gim:{gim:nodes}:present:'
local HERE, HOLDERS, LOST = PRESENT .. 'here:', PRESENT .. 'holders', PRESENT .. 'lost'
local TOLD, LEAVING = PRESENT .. 'told', PRESENT .. 'leaving'

-- Has a node beaten within so many milliseconds?
local function isAlive(node, now, within)
  local beat = redis.call('ZSCORE', KEYS[1], node)
  return beat and tonumber(beat) >= now - within
end
local function isAnywhere(user, now, within)
  for _, node in ipairs(redis.call('SMEMBERS', HOLDERS)) do
    if redis.call('SISMEMBER', HERE .. node, user) == 1 and isAlive(node, now, within) then
      return true
    end
  end
  return false
end
-- What the back end is told of a user; ids have nothing that JSON escapes.
local function tell(kind, user, event)
  local id, at, since = event.id, digitsOf(event.at), digitsOf(event.since)
  addEvent(id, '{"type":"user.' .. kind .. '","at":' .. at .. ',"about":["' .. user
    .. '"],"data":{"user_id":"' .. user .. '","at":' .. since .. '}}', event.at)
end
-- Events about messages that wait for a user, from an argument on.
local function addWaiting(user, from, due)
  for at = from, #ARGV, 3 do
    addEvent(ARGV[at], ARGV[at + 1], due)
    addWait(ARGV[at], user, ARGV[at + 2])
  end
end

-- Who has reacted how to a message: in `reacted` one member `place user reaction time`
-- each, in `reactors` the same as `place reaction time user`, both in lexical order. A
-- reaction stands after its length, so that none begins like another.
local function placeOf(sequence) return string.format('%016.0f', sequence) .. ' ' end
local function written(reaction) return #reaction .. ':' .. reaction .. ' ' end
-- No text has this byte.
local function beginning(key, prefix, count)
  return readBeside('ZRANGEBYLEX', key, '[' .. prefix, '(' .. prefix .. '\255', 'LIMIT', 0, count)
    or {}
end
-- A user's reactions to a message.
local function reactionsOf(reacted, sequence, user)
  return beginning(reacted, placeOf(sequence) .. user .. ' ', 100)
end
-- Counts one reaction like this less.
local function countDown(extras, reaction)
  local counts = extras.reactions or {}
  for at = 1, #counts do
    local each = counts[at]
    if each.reaction == reaction then
      each.count = each.count - 1
      if each.count <= 0 then table.remove(counts, at) end
      break
    end
  end
  extras.reactions = #counts > 0 and counts or nil
end
-- Where a user's reaction stands in `reacted` without its time, and in `reactors`.
local function markOf(sequence, user, reaction)
  return placeOf(sequence) .. user .. ' ' .. written(reaction)
end
local function reactorOf(sequence, user, reaction, moment)
  return placeOf(sequence) .. written(reaction) .. moment .. ' ' .. user
end
-- Takes a user's reaction out of both; returns whether it was there.
local function forgetReaction(base, sequence, user, reaction)
  local mark = markOf(sequence, user, reaction)
  local known = beginning(base .. 'reacted', mark, 1)[1]
  if not known then return false end
  writeBeside('ZREM', base .. 'reacted', known)
  writeBeside('ZREM', base .. 'reactors', reactorOf(sequence, user, reaction, string.sub(known, #mark + 1)))
  return true
end
local function forgetReactions(base, sequence)
  local prefix = placeOf(sequence)
  for _, key in ipairs({'reacted', 'reactors'}) do
    writeBeside('ZREMRANGEBYLEX', base .. key, '[' .. prefix, '(' .. prefix .. '\255')
  end
end

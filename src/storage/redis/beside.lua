-- Commands on what is kept beside the record that a request is about. What is of another
-- kind than GIM writes is as if it were not there: it is told of with the answer, and goes
-- where something is to be written. A script around which this stands is run by run().
local unreadable, isTold = {}, {}
-- Is this what Redis answers about a key of another kind? Any other fault is nil.
local function isOfAnotherKind(key, answer)
  if type(answer) ~= 'table' or not answer.err then return false end
  if not string.find(answer.err, 'WRONGTYPE', 1, true) then return nil end
  if not isTold[key] then unreadable[#unreadable + 1], isTold[key] = key, true end
  return true
end
-- What a reading command answers; nil: the key is of another kind.
local function readBeside(command, key, ...)
  local answer = redis.pcall(command, key, ...)
  local isOther = isOfAnotherKind(key, answer)
  if isOther then return nil end
  -- It fails again, and is thrown as Redis does.
  if isOther == nil then return redis.call(command, key, ...) end
  return answer
end
-- What a writing command answers, which takes the place of a key of another kind.
local function writeBeside(command, key, ...)
  local answer = redis.pcall(command, key, ...)
  local isOther = isOfAnotherKind(key, answer)
  if isOther == false then return answer end
  if isOther then redis.call('DEL', key) end
  return redis.call(command, key, ...)
end
-- A number that is kept beside, as text; '0' where it is none.
local function wholeIn(text)
  return text and #text < 16 and string.match(text, '^%d+$') or '0'
end
-- The newest message that a member does not see of a chatroom that hides what was before
-- their joining. Of whom that cannot be read, all that is there: who joins again has it
-- written anew.
local function hiddenBy(place, last)
  return tonumber(string.match(place, '^%d+ (%d+)$') or last)
end

-- Whom messages mention, one member `user sequence` each: by it the messages after a
-- position that mention somebody are counted.
-- The part of a stored message after its content, or nil: see stored_message.ts.
local function extrasIn(value)
  return value and string.match(value, '^[^\n]*\n[^\n]*\n(.*)$')
end
local function eachMention(sequence, extras, run)
  local isRead, read = pcall(cjson.decode, extras or '')
  local userIds = isRead and type(read) == 'table' and read.mentions
  -- Of a message that cannot be read nothing can be forgotten.
  if type(userIds) ~= 'table' then return false end
  for _, userId in ipairs(userIds) do
    run(tostring(userId) .. ' ' .. string.format('%016.0f', sequence))
  end
  return true
end
local function noteMentions(base, sequence, extras)
  return eachMention(sequence, extras, function(member)
    writeBeside('ZADD', base .. 'mentions', 0, member)
  end)
end
local function forgetMentions(base, sequence, value)
  eachMention(sequence, extrasIn(value), function(member)
    writeBeside('ZREM', base .. 'mentions', member)
  end)
end

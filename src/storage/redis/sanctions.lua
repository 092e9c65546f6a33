-- The sanctions of a chatroom: a hash of "<kind>:<user>" to "<when it ends, or 0: never>
-- <when it was imposed> <by whom> <the reason as JSON, or nothing>", a sorted set of its
-- fields by the second time, negative, so that the newest comes first, and one, of those
-- that end, by the first.
local function dropSanction(base, field)
  writeBeside('ZREM', base .. 'sanctioned', field)
  writeBeside('ZREM', base .. 'lapsing', field)
  return writeBeside('HDEL', base .. 'sanctions', field)
end
-- When one that is in force ends, as text, '0' where it does not; nil: none is.
local function endOf(value, now)
  local ends = value and string.match(value, '^(%d+)')
  if not ends or ends ~= '0' and now >= tonumber(ends) then return nil end
  return ends
end
local function sanctionOf(base, user, kind, now)
  return endOf(readBeside('HGET', base .. 'sanctions', kind .. ':' .. user), now)
end
-- What somebody who is no member is answered.
local function strangerOf(base, user, now)
  local ends = sanctionOf(base, user, 'ban', now)
  return ends and 'banned ' .. ends or 'not-member'
end

-- Gives a chatroom whose creator is no member a new one: of its members, in the order in
-- which they joined, the first admin, else the first; '' where there is nobody. Returns
-- the new creator, or '': nothing had to be done, or nobody is there.
local function succeed(base)
  local head, admins = base .. 'head', base .. 'admins'
  local by = redis.call('HGET', head, 'by')
  if by ~= '' and redis.call('HEXISTS', base .. 'members', by) == 1 then return '' end
  local heir = (readBeside('ZRANGE', admins, 0, 0) or {})[1]
    or (readBeside('ZRANGE', base .. 'order', 0, 0) or {})[1] or ''
  if heir == by then return '' end
  redis.call('HSETNX', head, 'made', by)
  redis.call('HSET', head, 'by', heir)
  if heir ~= '' then writeBeside('ZREM', admins, heir) end
  return heir
end

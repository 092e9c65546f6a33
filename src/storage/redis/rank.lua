-- Where somebody stands in a chatroom: see domain/rank.ts. The service, which is '',
-- stands above all.
local STRANGER, MEMBER, ADMIN, CREATOR, SERVICE = 0, 1, 2, 3, 4
local function rankOf(base, creator, member)
  if member == creator then return CREATOR end
  return readBeside('ZSCORE', base .. 'admins', member) and ADMIN or MEMBER
end
local function standingOf(base, creator, user)
  if user == '' then return SERVICE end
  if redis.call('HEXISTS', base .. 'members', user) == 0 then return STRANGER end
  return rankOf(base, creator, user)
end
-- The least rank for a high priority and for mentioning everybody: see domain/extras.ts.
local PRIVILEGED = ADMIN

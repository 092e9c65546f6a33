-- Where a member of a chatroom stands: see domain/rank.ts.
local MEMBER, CREATOR = 1, 3
local function rankOf(creator, member)
  return member == creator and CREATOR or MEMBER
end

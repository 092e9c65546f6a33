-- Why a change of a message is refused, or nil: see domain/change_policy.ts.
local function refusedChange(policy, facts)
  local isAbove = facts.rank > facts.senderStanding or facts.rank == CREATOR
    or policy.fromRank == STRANGER
  if facts.rank >= policy.fromRank and isAbove then return nil end
  if not facts.isSender then return 'not-sender' end
  if not facts.isDone and facts.age > policy.window then return 'too-late' end
end

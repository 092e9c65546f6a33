-- Why a change of a message is refused, or nil: see domain/change_policy.ts.
local function refusedChange(policy, facts)
  if facts.rank >= policy.fromRank then return nil end
  if not facts.isSender then return 'not-sender' end
  if not facts.isDone and facts.age > policy.window then return 'too-late' end
end

-- Most members of a chatroom that is set to `own`, or to nothing, where a service
-- allows `limit`: see domain/room_policy.ts.
local function capOf(own, limit)
  return math.min(tonumber(own and string.match(own, '^%d+$') or limit), tonumber(limit))
end

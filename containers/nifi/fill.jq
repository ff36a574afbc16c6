# Parameters from the environment, and which flows start (names after commas in $flows); nifi/engine/fill.ts does the same.
def filled:
  if type == "string" and startswith("env:") then
    capture("^env:(?<name>\\w+)(=(?<otherwise>[^\u0000]*))?$")
    | (env[.name] | select(. != null and . != "")) // .otherwise
      // error("\(.name) is not set: NiFi cannot start without it")
  else . end;
($flows | split(",")) as $running
| .parameterContexts[].parameters[].value |= filled
| (.rootGroup.processGroups[] | select(.name | IN($running[]) | not))
    |= (.scheduledState = "ENABLED" | .processors[].scheduledState = "ENABLED")

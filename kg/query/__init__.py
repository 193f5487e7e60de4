"""What people ask of a graph: functions from a store to answers; every number has its formula beside it."""

/// What `diagnose` looks at: rarely run, and by people who wait.
extension SQL {
    static let readyLanes = "SELECT lane, count(*), min(due) FROM jobkit_ready WHERE due <= ? GROUP BY lane"
}

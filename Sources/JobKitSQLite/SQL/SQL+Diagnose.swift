/// What `diagnose` looks at: rarely run, and by people who wait.
extension SQL {
    static let finishedRows = """
        SELECT lane, state, count(*) FROM (SELECT lane, state FROM jobkit_finished LIMIT ?) GROUP BY lane, state
        """
    static let readyLanes = "SELECT lane, count(*), min(due) FROM jobkit_ready WHERE due <= ? GROUP BY lane"
}

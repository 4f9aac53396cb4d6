/// The statements of `diagnose`: rarely run, by operators.
extension SQL {
    static let finishedRows = """
        SELECT lane, state, count(*) AS count FROM (SELECT lane, state FROM jobkit_finished LIMIT :limit) GROUP BY lane, state
        """
    static let readyLanes = "SELECT lane, count(*) AS count, min(due) AS due FROM jobkit_ready WHERE due <= :now GROUP BY lane"
}

import ArgumentParser

/// What `body` returns; what is wrong with what the user gave or set is wrong use of the command.
func wrongUse<Value>(_ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch let error as SummaryConfigurationError {
        throw ValidationError("\(error)")
    } catch let error as ProjectError {
        throw ValidationError("\(error)")
    } catch let error as RepositoryError {
        throw ValidationError("\(error)")
    }
}

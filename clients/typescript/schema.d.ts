// Generated from schemas/routes.ts by tests/schemas/write.ts.
export interface paths {
    "/v1": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where everything is */
        get: operations["getIndex"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the API answers */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document, OpenAPI 3.1 */
        get: operations["getOpenapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/openapi-3.0.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as OpenAPI 3.0, for tools that refuse 3.1 */
        get: operations["getOpenapi30"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who the token is of, and what it allows */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole lake in one answer */
        get: operations["getOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every dataset by name, or those that match a search */
        get: operations["listDatasets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One dataset */
        get: operations["getDataset"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{name}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rows, straight from the data files of one snapshot
         * @description Files that cannot hold such rows are not opened. A cursor keeps to its snapshot, however much lands meanwhile. What needs a scan is refused: ask by SQL.
         */
        get: operations["listRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{name}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rows that came and went between two snapshots
         * @description Applied in their order to the rows of `after` they give those of `until`: of each snapshot what went, then what came; what it both took and brought is neither. A compaction changes nothing. The order is always the same. 410: a snapshot between them is gone.
         */
        get: operations["listChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{name}/columns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Columns, and what their values look like */
        get: operations["listColumns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{name}/partitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Partitions, with their files and rows */
        get: operations["listPartitions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{name}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The objects that it is made of, with their receipts */
        get: operations["listFiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{name}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions of its schema, and its snapshots */
        get: operations["listVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest queries first */
        get: operations["listQueries"];
        put?: never;
        /** Runs one statement that reads */
        post: operations["startQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queries/estimate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a statement would scan and cost, at most, before it runs
         * @description Nothing is run and no data is read. `bytes` is a bound: whole files, of those that the conditions leave, as often as the statement names their table. `columnBytes` is what the named columns hold of them. Views, time travel and recursion have no number, nor has what cannot be parsed.
         */
        post: operations["estimateQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far it is; waits for its end */
        get: operations["getQuery"];
        put?: never;
        post?: never;
        /** Cancels it; one that has ended stays as it is */
        delete: operations["cancelQuery"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queries/{id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its rows: pages as JSON or NDJSON, all of them as CSV or Parquet */
        get: operations["listResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A presigned PUT by which one file lands
         * @description S3 verifies the checksum and the size; nobody but we hold AWS credentials. It is good once, and only over what was there when it was asked for: S3 answers 412 (404, 409) where that has changed. Ask again then: `landed` says whether it was your own PUT, whose answer was lost.
         */
        post: operations["createUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/uploads/{source}/{dataset}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The same without a body
         * @description For a sender whose body is already the file, as NiFi’s is.
         */
        post: operations["createUploadByQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cursors/{source}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a poller is */
        get: operations["getCursor"];
        /** Moves it, after what lies before it has landed */
        put: operations["putCursor"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/objects/{object}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of an object; waits for the end of its way */
        get: operations["getObject"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/objects/{object}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The original bytes, also of what is in quarantine */
        get: operations["getContent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened: the newest, or all after a place; waits for more */
        get: operations["listActivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was set aside, the newest first */
        get: operations["listQuarantine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine/{object}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of it: the reason, the place, what to do */
        get: operations["getQuarantined"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine/{object}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lands it again, as it is */
        post: operations["retryQuarantined"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every model by name */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One version of a model: what it takes and gives, how it was made, rows to try */
        get: operations["getModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/aliases/{alias}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Moves an alias to a version
         * @description The ETag of an alias is its version: with `If-Match: "1"` it moves only from version 1, with `If-None-Match: *` only where there is none yet.
         */
        put: operations["putModelAlias"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/predictions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Predicts rows, at once
         * @description Tensors go to /v2, the Open Inference Protocol; the rows of a query to a job.
         */
        post: operations["createPredictions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/prediction-jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest jobs first, those of rules too */
        get: operations["listPredictionJobs"];
        put?: never;
        /**
         * Scores every row of a query, once, into `lake.predictions_<model>`
         * @description The rows land as one object with the query’s columns, the model’s outputs, `model`, `version` and `scored_at`.
         */
        post: operations["createPredictionJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/prediction-jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far it is; waits for its end */
        get: operations["getPredictionJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tables whose arrivals the model scores */
        get: operations["listScoringRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/rules/{table}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * From now on what arrives in the table is scored by the model’s alias
         * @description An object that is overwritten is scored again in place of what was predicted, one that is deleted takes its predictions along.
         */
        put: operations["putScoringRule"];
        post?: never;
        /** Scores nothing more; what was predicted stays, and follows its objects no more */
        delete: operations["deleteScoringRule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erases every row with one of these values in one of these columns, in all datasets
         * @description Originals are written again without the rows, older versions are deleted, and so are history, profiles and results. For good.
         */
        post: operations["createErasure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{name}/files/{object}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Erases one object with all of its versions, its rows and their history
         * @description For good. Results of queries go too, since nobody knows which hold its rows.
         */
        delete: operations["eraseFile"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/erasures/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far it is, and in the end the certificate of what went; waits for the end */
        get: operations["getErasure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{name}/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How long the dataset’s objects stay */
        get: operations["getRetention"];
        /** From the next night on older objects are deleted for good, with their rows and their older versions */
        put: operations["putRetention"];
        post?: never;
        /** From now on objects stay */
        delete: operations["deleteRetention"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{name}/interpretation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the dataset’s files are read, as far as somebody says so
         * @description Version 0: nobody says anything, and its files are read as they look.
         */
        get: operations["getInterpretation"];
        put?: never;
        /**
         * Pins how the dataset’s files are read, these and the next ones
         * @description All pins at once: what is left out is guessed again. Every file is read anew, those in quarantine too; the table changes file by file. Needs the right to land under the source.
         */
        post: operations["pinInterpretation"];
        /** Goes back to what was said before, in the end to nothing */
        delete: operations["undoInterpretation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{name}/interpretation/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What one of its files would be if it were read so; nothing is kept */
        post: operations["previewInterpretation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is fetched: all of it, or what the token lands under
         * @description All of it with `lake:read`; else those under which the token lands.
         */
        get: operations["listSources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{source}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of them, and how far it is */
        get: operations["getSource"];
        /** Says how it is fetched from now on */
        put: operations["putSource"];
        post?: never;
        /** It is fetched no more; what has landed stays */
        delete: operations["deleteSource"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{source}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Its next run waits until it is resumed */
        post: operations["pauseSource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{source}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** It goes on */
        post: operations["resumeSource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{source}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Whoever runs it says how it is */
        put: operations["putSourceState"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is sent, and where to */
        get: operations["listDestinations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations/{destination}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of them, and how far it is */
        get: operations["getDestination"];
        /** Says what it is sent from now on */
        put: operations["putDestination"];
        post?: never;
        /** It is sent nothing more; how far it was stays */
        delete: operations["deleteDestination"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations/{destination}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Its next run waits until it is resumed */
        post: operations["pauseDestination"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations/{destination}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** It goes on */
        post: operations["resumeDestination"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations/{destination}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Whoever runs it says how it is */
        put: operations["putDestinationState"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations/{destination}/place": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far it is */
        get: operations["getDestinationPlace"];
        /** Moves it, after the peer has acknowledged what lies before it */
        put: operations["putDestinationPlace"];
        post?: never;
        /** It begins anew, as if it had never been sent anything */
        delete: operations["deleteDestinationPlace"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Activity: {
            /** @description ISO 8601, UTC */
            at: string;
            step: string;
            table?: string;
            key?: string;
            /** @description Of the key */
            object?: string;
            /**
             * @description Whether the raw table reads it; absent where that is not known
             * @enum {string}
             */
            raw?: "published" | "withheld";
            rows?: number;
            bytes?: number;
            tookMs?: number;
            detail?: string;
        } & {
            [key: string]: unknown;
        };
        ActivityList: {
            /** @description The oldest first */
            activities: components["schemas"]["Activity"][];
            /** @description `after` of the next request: what happens from here on */
            next: string;
        } & {
            [key: string]: unknown;
        };
        ChangePage: {
            /** @description The snapshot after which they came; null: all rows */
            after: string | null;
            /** @description Up to this snapshot; null: the table has none yet */
            until: string | null;
            changes: ({
                /** @enum {string} */
                change: "removed" | "added";
                /** @description That made it */
                snapshot: string;
                /** @description From which the row came */
                object: string | null;
                /** @description By columns; integers beyond 2^53 and decimals as texts, bytes in base64 */
                row: {
                    [key: string]: unknown;
                };
            } & {
                [key: string]: unknown;
            })[];
            /** @description Cursor of the next page; null at the end */
            next: string | null;
        } & {
            [key: string]: unknown;
        };
        ColumnList: {
            rows: number;
            columns: ({
                /** @description In SQL; quoted where it is no plain word */
                name: string;
                /** @description As the files spell it, where that differs */
                original?: string;
                /** @description As Athena names it, e.g. bigint, decimal(9,2), array<varchar> */
                type: string;
                /** @description Exact; null while it is not known */
                nulls: number | null;
                /** @description Exact; of a text its first 100 characters, then … */
                min?: string;
                max?: string;
                /** @description How many values differ, never more than there are */
                distinct?: number;
                /** @description 0: exact; else by what share of it distinct may be wrong, in 19 of 20 cases */
                distinctError?: number;
                /** @description Of numbers, dates and times: of 0.05 to 0.95 by twentieths */
                quantiles?: string[];
                /** @description By what share of all values the rank of a quantile is wrong at most */
                quantilesError?: number;
                /** @description Bars as wide as one another; error: by what share of all values one is wrong at most */
                histogram?: {
                    from: string;
                    to: string;
                    rows: number[];
                    error: number;
                } & {
                    [key: string]: unknown;
                };
                /** @description The most frequent values first */
                top?: string[];
                /** @description The same with their rows: at least, and at most; both are one where it is exact */
                topRows?: ({
                    value: string;
                    rows: number;
                    atMost: number;
                } & {
                    [key: string]: unknown;
                })[];
                /** @description No value that topRows lacks is in more rows */
                othersAtMost?: number;
                /** @description What a nested column holds */
                fields?: ({
                    /** @description address.city, tags[], prices{}.amount */
                    path: string;
                    /** @description null: of what nests others */
                    type: string | null;
                    /** @description That are not null; of lists, elements */
                    values: number;
                    /** @description Exact; null while it is not known */
                    nulls: number | null;
                    /** @description Exact; of a text its first 100 characters, then … */
                    min?: string;
                    max?: string;
                    /** @description How many values differ, never more than there are */
                    distinct?: number;
                    /** @description 0: exact; else by what share of it distinct may be wrong, in 19 of 20 cases */
                    distinctError?: number;
                    /** @description Of numbers, dates and times: of 0.05 to 0.95 by twentieths */
                    quantiles?: string[];
                    /** @description By what share of all values the rank of a quantile is wrong at most */
                    quantilesError?: number;
                    /** @description Bars as wide as one another; error: by what share of all values one is wrong at most */
                    histogram?: {
                        from: string;
                        to: string;
                        rows: number[];
                        error: number;
                    } & {
                        [key: string]: unknown;
                    };
                    /** @description The most frequent values first */
                    top?: string[];
                    /** @description The same with their rows: at least, and at most; both are one where it is exact */
                    topRows?: ({
                        value: string;
                        rows: number;
                        atMost: number;
                    } & {
                        [key: string]: unknown;
                    })[];
                    /** @description No value that topRows lacks is in more rows */
                    othersAtMost?: number;
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            })[];
            profiled: {
                /** @description Always null: figures are of all rows of all files */
                object: string | null;
                /** @description Whose rows the figures are of */
                snapshot: string | null;
                /** @description Of which distinct, quantiles, histogram and top are */
                rows: number;
                /** @description false: they are not there yet (some files are still to be looked at), or cannot be (rows deleted by another engine) */
                isWhole: boolean;
                /** @description Always false */
                sampled: boolean;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        CursorState: {
            value: components["schemas"]["JsonValue"];
            /** @description ISO 8601, UTC */
            updatedAt: string;
        } & {
            [key: string]: unknown;
        };
        Dataset: {
            name: string;
            source: string;
            dataset: string;
            /**
             * @description arriving: its first object is on its way
             * @enum {string}
             */
            state: "ready" | "arriving";
            rows: number;
            /** @description Of the Parquet data files */
            bytes: number;
            files: number;
            columns: ({
                /** @description In SQL; quoted where it is no plain word */
                name: string;
                /** @description As the files spell it, where that differs */
                original?: string;
                /** @description As Athena names it, e.g. bigint, decimal(9,2), array<varchar> */
                type: string;
            } & {
                [key: string]: unknown;
            })[];
            snapshot: string | null;
            updatedAt: string | null;
            partitionKeys: string[];
            location: string;
            tables: {
                /** @description For Athena: <database>.<table> */
                lake: string;
                raw: string | null;
            } & {
                [key: string]: unknown;
            };
            /** @description Why there is no raw table */
            withheld?: components["schemas"]["Reason"];
            /** @description What it is, in one sentence */
            sentence: string;
            links: {
                [key: string]: string;
            };
        } & {
            [key: string]: unknown;
        };
        DatasetList: {
            datasets: components["schemas"]["DatasetSummary"][];
            total: number;
            /** @description Cursor of the next page; null at the end */
            next: string | null;
        } & {
            [key: string]: unknown;
        };
        DatasetSummary: {
            name: string;
            source: string;
            dataset: string;
            /**
             * @description arriving: its first object is on its way
             * @enum {string}
             */
            state: "ready" | "arriving";
            rows: number;
            /** @description Of the Parquet data files */
            bytes: number;
            files: number;
            columns: number;
            snapshot: string | null;
            updatedAt: string | null;
        } & {
            [key: string]: unknown;
        };
        Destination: {
            /** @description By which it is called */
            name: string;
            definition: components["schemas"]["DestinationDefinition"];
            /** @description The file that says it, and where it is changed */
            file: string | null;
            /** @description By the definition, or by hand */
            paused: boolean;
            /** @description As whoever sends it said last; null: nobody has sent anything */
            state: ({
                /** @enum {string} */
                state: "running" | "paused" | "failing";
                /** @description Why it fails, or what is to be looked into */
                says?: string;
                /** @description ISO 8601, UTC */
                at: string;
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description What the peer has acknowledged */
            place: components["schemas"]["DestinationPlaceState"] | null;
            /** @description null: what came since is not known any more, or there is no dataset yet */
            lag: ({
                /** @description Which the peer does not have yet */
                snapshots: number;
                /** @description Of the oldest of them */
                since: string | null;
            } & {
                [key: string]: unknown;
            }) | null;
        } & {
            [key: string]: unknown;
        };
        DestinationDefinition: {
            /**
             * @description A webhook: a signed POST of JSON a delivery
             * @constant
             */
            kind: "http";
            /** @description What it is for, for people */
            says?: string;
            /** @description Whose rows are sent */
            dataset: string;
            /**
             * @description append: rows that came; upsert: by `key`, what each row has become
             * @default append
             * @enum {string}
             */
            changes: "append" | "upsert";
            /** @description Columns that name a row, of which no other has the same values */
            key?: string[];
            /**
             * @description With upsert, what becomes of a row that the dataset has no more
             * @default delete
             * @enum {string}
             */
            left: "delete" | "keep";
            /** @description Which are sent; all where absent */
            columns?: string[];
            /**
             * @description start: all rows that there are, first; now: only what comes from then on
             * @default start
             * @enum {string}
             */
            from: "start" | "now";
            /**
             * @description Where it is so far behind that nobody knows what came since: stop, or all rows
             * @default stop
             * @enum {string}
             */
            expired: "stop" | "full";
            /**
             * @description Whether rows are sent that were only written to another type
             * @default false
             */
            retyped: boolean;
            /**
             * @description From one look for what is new to the next
             * @default 30 sec
             */
            every: string;
            /**
             * @description Changes of one delivery at most
             * @default 500
             */
            batch: number;
            /** @default false */
            paused: boolean;
            parameters: {
                /** Format: uri */
                url: string;
                /**
                 * @description Of every request; what is secret goes into `secrets`
                 * @default {}
                 */
                headers?: {
                    [key: string]: string;
                };
            };
            /** @default {} */
            secrets: {
                /** @description By which X-Hypatia-Signature is made: HMAC-SHA256 */
                signing?: string;
                /** @description Sent as Authorization: Bearer */
                bearer?: string;
            };
        } | {
            /**
             * @description A table of PostgreSQL: rows and how far they are, in one transaction
             * @constant
             */
            kind: "postgres";
            /** @description What it is for, for people */
            says?: string;
            /** @description Whose rows are sent */
            dataset: string;
            /**
             * @description append: rows that came; upsert: by `key`, what each row has become
             * @default append
             * @enum {string}
             */
            changes: "append" | "upsert";
            /** @description Columns that name a row, of which no other has the same values */
            key?: string[];
            /**
             * @description With upsert, what becomes of a row that the dataset has no more
             * @default delete
             * @enum {string}
             */
            left: "delete" | "keep";
            /** @description Which are sent; all where absent */
            columns?: string[];
            /**
             * @description start: all rows that there are, first; now: only what comes from then on
             * @default start
             * @enum {string}
             */
            from: "start" | "now";
            /**
             * @description Where it is so far behind that nobody knows what came since: stop, or all rows
             * @default stop
             * @enum {string}
             */
            expired: "stop" | "full";
            /**
             * @description Whether rows are sent that were only written to another type
             * @default false
             */
            retyped: boolean;
            /**
             * @description From one look for what is new to the next
             * @default 30 sec
             */
            every: string;
            /**
             * @description Changes of one delivery at most
             * @default 500
             */
            batch: number;
            /** @default false */
            paused: boolean;
            parameters: {
                host: string;
                /** @default 5432 */
                port?: number;
                database: string;
                user: string;
                /**
                 * @description Whether the connection is encrypted, and the host’s certificate held against its name
                 * @default true
                 */
                tls?: boolean;
                /** @description As SQL writes it: orders, shop.orders, "Order Lines"; it has the columns that are sent */
                table: string;
                /**
                 * @description The table that says how far each destination is; it is made where it is not there
                 * @default hypatia_destinations
                 */
                place?: string;
            };
            /** @default {} */
            secrets: {
                /** @description Of the user */
                password?: string;
            };
        } | {
            /**
             * @description A bucket of Amazon S3, of any account: an object a delivery
             * @constant
             */
            kind: "s3";
            /** @description What it is for, for people */
            says?: string;
            /** @description Whose rows are sent */
            dataset: string;
            /**
             * @description append: rows that came; upsert: by `key`, what each row has become
             * @default append
             * @enum {string}
             */
            changes: "append" | "upsert";
            /** @description Columns that name a row, of which no other has the same values */
            key?: string[];
            /**
             * @description With upsert, what becomes of a row that the dataset has no more
             * @default delete
             * @enum {string}
             */
            left: "delete" | "keep";
            /** @description Which are sent; all where absent */
            columns?: string[];
            /**
             * @description start: all rows that there are, first; now: only what comes from then on
             * @default start
             * @enum {string}
             */
            from: "start" | "now";
            /**
             * @description Where it is so far behind that nobody knows what came since: stop, or all rows
             * @default stop
             * @enum {string}
             */
            expired: "stop" | "full";
            /**
             * @description Whether rows are sent that were only written to another type
             * @default false
             */
            retyped: boolean;
            /**
             * @description From one look for what is new to the next
             * @default 30 sec
             */
            every: string;
            /**
             * @description Changes of one delivery at most
             * @default 500
             */
            batch: number;
            /** @default false */
            paused: boolean;
            parameters: {
                bucket: string;
                /**
                 * @description What keys begin with
                 * @default
                 */
                prefix?: string;
                /**
                 * @description Of a file: an object of JSON a line, or CSV with a header
                 * @default ndjson
                 * @enum {string}
                 */
                format?: "ndjson" | "csv";
                region: string;
                access_key: string;
                /**
                 * Format: uri
                 * @description Of what speaks as AWS does
                 */
                endpoint?: string;
            };
            /** @default {} */
            secrets: {
                /** @description Of the access key */
                secret_key: string;
            };
        } | {
            /**
             * @description A folder of a host that speaks SFTP: a file a delivery, which has its name once it is whole
             * @constant
             */
            kind: "sftp";
            /** @description What it is for, for people */
            says?: string;
            /** @description Whose rows are sent */
            dataset: string;
            /**
             * @description append: rows that came; upsert: by `key`, what each row has become
             * @default append
             * @enum {string}
             */
            changes: "append" | "upsert";
            /** @description Columns that name a row, of which no other has the same values */
            key?: string[];
            /**
             * @description With upsert, what becomes of a row that the dataset has no more
             * @default delete
             * @enum {string}
             */
            left: "delete" | "keep";
            /** @description Which are sent; all where absent */
            columns?: string[];
            /**
             * @description start: all rows that there are, first; now: only what comes from then on
             * @default start
             * @enum {string}
             */
            from: "start" | "now";
            /**
             * @description Where it is so far behind that nobody knows what came since: stop, or all rows
             * @default stop
             * @enum {string}
             */
            expired: "stop" | "full";
            /**
             * @description Whether rows are sent that were only written to another type
             * @default false
             */
            retyped: boolean;
            /**
             * @description From one look for what is new to the next
             * @default 30 sec
             */
            every: string;
            /**
             * @description Changes of one delivery at most
             * @default 500
             */
            batch: number;
            /** @default false */
            paused: boolean;
            parameters: {
                host: string;
                /** @default 22 */
                port?: number;
                user: string;
                /** @description Of the keys that the host may show: no other hears a password */
                host_key: string[];
                /**
                 * @description From the user’s home, or from /; it is there
                 * @default .
                 */
                folder?: string;
                /**
                 * @description Of a file: an object of JSON a line, or CSV with a header
                 * @default ndjson
                 * @enum {string}
                 */
                format?: "ndjson" | "csv";
            };
            /** @default {} */
            secrets: {
                /** @description Of the user */
                password?: string;
                /** @description The private key, as OpenSSH or PEM writes it */
                key?: string;
                /** @description Of the key */
                passphrase?: string;
            };
        } | {
            /**
             * @description A topic of Apache Kafka: a message a change
             * @constant
             */
            kind: "kafka";
            /** @description What it is for, for people */
            says?: string;
            /** @description Whose rows are sent */
            dataset: string;
            /**
             * @description append: rows that came; upsert: by `key`, what each row has become
             * @default append
             * @enum {string}
             */
            changes: "append" | "upsert";
            /** @description Columns that name a row, of which no other has the same values */
            key?: string[];
            /**
             * @description With upsert, what becomes of a row that the dataset has no more
             * @default delete
             * @enum {string}
             */
            left: "delete" | "keep";
            /** @description Which are sent; all where absent */
            columns?: string[];
            /**
             * @description start: all rows that there are, first; now: only what comes from then on
             * @default start
             * @enum {string}
             */
            from: "start" | "now";
            /**
             * @description Where it is so far behind that nobody knows what came since: stop, or all rows
             * @default stop
             * @enum {string}
             */
            expired: "stop" | "full";
            /**
             * @description Whether rows are sent that were only written to another type
             * @default false
             */
            retyped: boolean;
            /**
             * @description From one look for what is new to the next
             * @default 30 sec
             */
            every: string;
            /**
             * @description Changes of one delivery at most
             * @default 500
             */
            batch: number;
            /** @default false */
            paused: boolean;
            parameters: {
                /** @description Some of them, as host:port */
                brokers: string[];
                topic: string;
                /**
                 * @description Whether the connection is encrypted, and the host’s certificate held against its name
                 * @default false
                 */
                tls?: boolean;
                /** @description Of SASL */
                user?: string;
                /**
                 * @default SCRAM-SHA-512
                 * @enum {string}
                 */
                sasl?: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";
            };
            /** @default {} */
            secrets: {
                /** @description Of the user */
                password?: string;
            };
        } | {
            /**
             * @description Mail by a server of SMTP: a message a delivery, with its rows as a file
             * @constant
             */
            kind: "mail";
            /** @description What it is for, for people */
            says?: string;
            /** @description Whose rows are sent */
            dataset: string;
            /**
             * @description append: rows that came; upsert: by `key`, what each row has become
             * @default append
             * @enum {string}
             */
            changes: "append" | "upsert";
            /** @description Columns that name a row, of which no other has the same values */
            key?: string[];
            /**
             * @description With upsert, what becomes of a row that the dataset has no more
             * @default delete
             * @enum {string}
             */
            left: "delete" | "keep";
            /** @description Which are sent; all where absent */
            columns?: string[];
            /**
             * @description start: all rows that there are, first; now: only what comes from then on
             * @default start
             * @enum {string}
             */
            from: "start" | "now";
            /**
             * @description Where it is so far behind that nobody knows what came since: stop, or all rows
             * @default stop
             * @enum {string}
             */
            expired: "stop" | "full";
            /**
             * @description Whether rows are sent that were only written to another type
             * @default false
             */
            retyped: boolean;
            /**
             * @description From one look for what is new to the next
             * @default 30 sec
             */
            every: string;
            /**
             * @description Changes of one delivery at most
             * @default 500
             */
            batch: number;
            /** @default false */
            paused: boolean;
            parameters: {
                host: string;
                /** @default 587 */
                port?: number;
                /**
                 * @description Encrypted or not at all: at once on port 465, else by STARTTLS
                 * @default true
                 */
                tls?: boolean;
                /** @description Where the server wants one */
                user?: string;
                /**
                 * Format: email
                 * @description The address that sends
                 */
                from: string;
                /**
                 * Format: email
                 * @description The one that receives; several are a mailing list of the server
                 */
                to: string;
                /** @description What `says` says where absent */
                subject?: string;
                /**
                 * @description Of a file: an object of JSON a line, or CSV with a header
                 * @default csv
                 * @enum {string}
                 */
                format?: "ndjson" | "csv";
            };
            /** @default {} */
            secrets: {
                /** @description Of the user */
                password?: string;
            };
        };
        DestinationList: {
            destinations: components["schemas"]["Destination"][];
        } & {
            [key: string]: unknown;
        };
        DestinationPlace: {
            /** @description Who sends it now */
            holder: string | null;
            /** @description Of all that follows: another where it began anew */
            generation: string;
            /** @description Whose snapshots these are */
            dataset: string;
            /** @description The last one of which the peer has everything */
            acknowledged: string | null;
            /** @description How many deliveries are acknowledged */
            sequence: number;
            /** @description How many rows came and went with them */
            changes: number;
            /**
             * @description With `from: now`: the dataset had no rows then, so that all of them are new
             * @constant
             */
            isFromNothing?: true;
            /** @description What is under way */
            round: {
                /** @description null: all rows are told */
                after: string | null;
                until: string;
                /** @description Of the changes that come next; null: of the first */
                cursor: string | null;
                /** @description How many deliveries of it are acknowledged */
                batch: number;
                what: {
                    dataset: string;
                    /** @enum {string} */
                    changes: "append" | "upsert";
                    key: string[];
                    /** @enum {string} */
                    left: "delete" | "keep";
                    columns: string[] | null;
                    retyped: boolean;
                    batch: number;
                };
            } | null;
        };
        DestinationPlaceState: {
            value: components["schemas"]["DestinationPlace"];
            /** @description ISO 8601, UTC */
            updatedAt: string;
        } & {
            [key: string]: unknown;
        };
        DestinationState: {
            /** @enum {string} */
            state: "running" | "paused" | "failing";
            /** @description Why it fails, or what is to be looked into */
            says?: string;
        };
        Erasure: {
            /** @description 32 hexadecimal digits */
            id: string;
            /** @enum {string} */
            kind: "object" | "value";
            /**
             * @description `done` is for ever; `blocked`: `left` names last what is still to go, and each night tries again
             * @enum {string}
             */
            state: "working" | "settling" | "blocked" | "done";
            /** @description Who asked */
            by: string;
            /** @description The object that was erased */
            object: string | null;
            columns: string[];
            /** @description SHA-256 of the salt and each value: the values themselves are gone here too */
            values: {
                salt: string;
                sha256: string[];
            } & {
                [key: string]: unknown;
            };
            /** @description Of which something went */
            objects: number;
            tables: string[];
            counts: {
                /** @description Of originals, those set aside too */
                versions: number;
                /** @description Of these versions */
                bytes: number;
                /** @description Originals that were written again without the rows */
                redacted: number;
                /** @description Left out of them */
                rows: number;
                /** @description Data files and metadata of tables */
                files: number;
                /** @description Profiles, receipts, activity and results that went or were written again */
                records: number;
                /** @description Rows that tables had without an original: put there by another engine */
                foreign?: number;
                /** @description Unfinished ones in parts that were ended */
                uploads?: number;
            };
            /** @description Over what went, line after line: key, version, ETag */
            sha256: string;
            /** @description What holds such bytes outside the columns, or could not be read */
            left: {
                key: string;
                why: string;
            }[];
            /** @description Left as well, beyond the 1,000 that are named */
            unlisted: number;
            createdAt: string;
            /** @description When it is looked for once more, or was */
            settledAt: string | null;
            endedAt: string | null;
        } & {
            [key: string]: unknown;
        };
        Estimate: {
            /** @description At most, whatever the engine reads beside what it needs; null where it is not known */
            bytes: number | null;
            /** @description Of the columns that may be read: about what large files give */
            columnBytes: number | null;
            files: number;
            filesTotal: number;
            partitions: number;
            partitionsTotal: number;
            /** @description At most, by Athena’s price a TB and its least charge */
            usd: number | null;
            tables: ({
                /** @description <database>.<table> */
                table: string;
                /** @description At most, whatever the engine reads beside what it needs; null where it is not known */
                bytes: number | null;
                /** @description Of the columns that may be read: about what large files give */
                columnBytes: number | null;
                files: number;
                filesTotal: number;
                partitions: number;
                partitionsTotal: number;
                /** @description Of all its files */
                bytesTotal: number | null;
                /** @description Which may be read */
                columns: string[];
            } & {
                [key: string]: unknown;
            })[];
            /** @description Why the statement could not be read here; Athena may still take it */
            unread?: {
                detail: string;
                position?: {
                    line: number;
                    column: number;
                } & {
                    [key: string]: unknown;
                };
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        Health: {
            /** @constant */
            status: "ok";
        } & {
            [key: string]: unknown;
        };
        Index: {
            name: string;
            version: string;
            links: {
                [key: string]: string;
            };
            scopes: ("lake:read" | "query:run" | "quarantine:write" | "predict" | "model:write" | "erase" | "originals:read" | "queries:all" | "source:write" | "destination:write" | "deliver")[];
            /** @description Of tokens */
            issuer: string;
            /** @description For browsers: authorization code with PKCE; null where tokens come otherwise */
            signIn: ({
                authorizeUrl: string;
                tokenUrl: string;
                clientId: string;
            } & {
                [key: string]: unknown;
            }) | null;
            limits: {
                [key: string]: number;
            };
        } & {
            [key: string]: unknown;
        };
        Interpretation: {
            /** @description Grows with each change */
            version: number;
            /** @description What is not guessed; empty: nothing is pinned */
            pins: components["schemas"]["Pins"];
            /** @description Who said so */
            by: string | null;
            at: string | null;
            /** @description What was said before, the newest first */
            before: ({
                /** @description Grows with each change */
                version: number;
                /** @description What is not guessed; empty: nothing is pinned */
                pins: components["schemas"]["Pins"];
                /** @description Who said so */
                by: string | null;
                at: string | null;
            } & {
                [key: string]: unknown;
            })[];
            /** @description What the lake’s definition of the dataset says; a person’s pin and an upload’s go before it */
            definition: components["schemas"]["Pins"] | null;
            /** @description What `_hypatia.json` beside the data says, where none of the others pins */
            hint: components["schemas"]["Pins"] | null;
            /** @description Whether all files are known to have been read so */
            isReplayed: boolean;
        } & {
            [key: string]: unknown;
        };
        JsonValue: string | number | boolean | null | components["schemas"]["JsonValue"][] | {
            [key: string]: components["schemas"]["JsonValue"];
        };
        Me: {
            subject: string;
            /** @description Without `hypatia/` before them */
            scopes: string[];
            /** @description Under which it lands; `*` is all */
            sources: string[];
            expiresAt: string | null;
        } & {
            [key: string]: unknown;
        };
        Model: {
            name: string;
            description: string;
            model: {
                /** @constant */
                runtime: "onnx";
                matrix?: string;
            } | {
                /** @constant */
                runtime: "sagemaker";
                endpoint: string;
            };
            signature: {
                inputs: {
                    name: string;
                    /** @enum {string} */
                    type: "boolean" | "long" | "float" | "double" | "string";
                    /** @default false */
                    nullable: boolean;
                    description?: string;
                }[];
                outputs: {
                    name: string;
                    /** @enum {string} */
                    type: "boolean" | "long" | "float" | "double" | "string";
                    /** @default false */
                    nullable: boolean;
                    description?: string;
                }[];
            };
            training?: {
                query: string;
                snapshots: {
                    [key: string]: string;
                };
                command: string;
                rows: number;
                heldOut: {
                    description: string;
                    rows: number;
                    auc: number;
                    baseline: {
                        description: string;
                        auc: number;
                    };
                };
            };
            version: number;
            /** Format: hex */
            sha256?: string;
            registeredAtMs: number;
            /** @description All there are, ascending */
            versions: number[];
            /** @description Names that move between versions */
            aliases: {
                [key: string]: number;
            };
            sample: {
                rows: {
                    [key: string]: number | string | boolean | null;
                }[];
                /** @description Of its trainer; ours agreed when it was registered */
                predictions: {
                    [key: string]: number | string | boolean | null;
                }[];
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        ModelAliases: {
            /** @description Names that move between versions */
            aliases: {
                [key: string]: number;
            };
        } & {
            [key: string]: unknown;
        };
        ModelList: {
            models: components["schemas"]["ModelSummary"][];
        } & {
            [key: string]: unknown;
        };
        ModelSummary: {
            name: string;
            description: string;
            /** @description Where the alias `live` is */
            live: number | null;
            /** @description Ascending */
            versions: number[];
            runtime: string;
            /** @description Columns that it takes */
            inputs: number;
            metrics?: {
                description: string;
                rows: number;
                auc: number;
                baseline: {
                    description: string;
                    auc: number;
                };
            };
        } & {
            [key: string]: unknown;
        };
        NewCursor: {
            /** @description Whatever the poller needs to go on */
            value: components["schemas"]["JsonValue"];
        };
        NewDestinationPlace: {
            value: components["schemas"]["DestinationPlace"];
        };
        NewErasure: {
            /** @description Names of columns, in whichever dataset; a dot leads into a nested one */
            columns: string[];
            /** @description As text, as the column shows them */
            values: string[];
        };
        NewEstimate: {
            sql: string;
            /** @description For each ? of the statement */
            parameters?: (string | number | boolean)[];
            /**
             * @description For tables without one; lake where absent
             * @enum {string}
             */
            database?: "lake" | "raw";
        };
        NewInterpretation: {
            pins: components["schemas"]["Pins"];
            /** @description One of the dataset’s files, where nothing of it is a table yet */
            file?: string;
        };
        NewModelAlias: {
            version: number;
        };
        NewPredictionJob: {
            model: string;
            /** @description A version or an alias; where absent `live`, or else the newest version */
            at?: string;
            /** @description One SELECT that has a column for each input of the model, by its name */
            sql: string;
            /** @description Its columns to copy beside the predictions; all where absent */
            keep?: string[];
        };
        /** @description Each with every input of the model; a nullable one may be absent */
        NewPredictions: {
            rows: {
                [key: string]: number | string | boolean | null;
            }[];
        };
        NewPreview: {
            pins: components["schemas"]["Pins"];
            /** @description 16 hexadecimal digits that stand for a raw key */
            file: string;
        };
        NewQuery: {
            sql: string;
            /** @description For each ? of the statement */
            parameters?: (string | number | boolean)[];
            /**
             * @description For tables without one; lake where absent
             * @enum {string}
             */
            database?: "lake" | "raw";
            /** @description Minutes: a result no older is taken instead of a run */
            maxAge?: number;
        };
        NewScoringRule: {
            alias: string;
        };
        NewUpload: {
            /** @description Who sends; the token names it too */
            source: string;
            /** @description What it is */
            dataset: string;
            file: string;
            /** @description Of the bytes: S3 itself refuses others */
            sha256: string;
            /** @description Bytes */
            size: number;
            contentType?: string;
            /** @description Folders key=value, in this order */
            partitions?: {
                [key: string]: string;
            };
            /** @description How this one object is read; a person’s pins go before */
            pins?: components["schemas"]["Pins"];
            /** @description What it was before it was transformed on its way */
            origin?: components["schemas"]["Origin"];
        };
        Object: {
            /** @description 16 hexadecimal digits that stand for a raw key */
            object: string;
            key: string;
            /** @description Of the object in S3: what an upload’s x-amz-version-id said */
            version: string;
            bytes: number;
            /** @enum {string} */
            state: "landed" | "staged" | "committed" | "asset" | "quarantined" | "removing" | "removed";
            table: string | null;
            /** @description Its dataset’s name, though nothing of it be a table; null: its key names none */
            dataset: string | null;
            /** @description The version of what is said of its dataset’s files by which it was read; 0: none */
            interpretation: number;
            rows: number | null;
            reason: components["schemas"]["Reason"] | null;
            times: {
                [key: string]: string;
            };
            evidence: string[];
            /** @description What is not sure of it, and what else it might be */
            doubt: string[];
            /** @description What of it was pinned, by a person or the sender */
            pins: components["schemas"]["Pins"] | null;
            /** @description Of what was transformed on its way from its source; null: it is as it was sent */
            origin: ({
                /** @description Digest of the steps that made it */
                transform: string;
                /** @description What was fetched, an object too; null: it is not kept */
                original: ({
                    /** @description 16 hexadecimal digits that stand for a raw key */
                    object: string;
                    sha256: string;
                } & {
                    [key: string]: unknown;
                }) | null;
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description Rows that cannot be read right, set aside in the work bucket: one JSON object a line */
            rescued: ({
                rows: number;
                key: string;
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description What an asset says of itself, each as it is said there */
            metadata: ({
                width?: number;
                height?: number;
                pages?: number;
                title?: string;
                author?: string;
                album?: string;
                /** @description In its own words */
                created?: string;
                software?: string;
                /** @description In seconds */
                duration?: number;
                /** @description In hertz */
                sampleRate?: number;
                channels?: number;
                camera?: string;
                latitude?: number;
                longitude?: number;
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description Of an asset: the table of its source’s assets, which has a row of it */
            listed: string | null;
            snapshot: string | null;
            /** @description Which raw table reads it, or why none does */
            raw: ({
                table?: string;
                serde?: string;
                withheld?: components["schemas"]["Reason"];
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description The Parquet file that its rows are in */
            dataFile: ({
                rows: number;
                bytes: number;
            } & {
                [key: string]: unknown;
            }) | null;
        } & {
            [key: string]: unknown;
        };
        ObjectList: {
            objects: components["schemas"]["Object"][];
            /** @description Cursor of the next page; null at the end */
            next: string | null;
        } & {
            [key: string]: unknown;
        };
        Origin: {
            /** @description Digest of the steps that made it */
            transform: string;
            /** @description Under the same source; absent: it is not kept */
            original?: {
                dataset: string;
                file: string;
                sha256: string;
            };
        };
        Overview: {
            datasets: number;
            rows: number;
            bytes: number;
            files: number;
            quarantined: number;
            /** @description false: there are more than were counted */
            isQuarantineWhole: boolean;
            updatedAt: string | null;
            lastHour: {
                objects: number;
                rows: number;
                bytes: number;
                quarantined: number;
                /** @description Objects committed in each of the last 60 minutes */
                minutes: number[];
                /** @description false: more came than one request sums up, and these are the newest */
                isWhole: boolean;
            } & {
                [key: string]: unknown;
            };
            /** @description The datasets that changed last, each with its objects of the last 60 minutes */
            newest: ({
                name: string;
                source: string;
                dataset: string;
                /**
                 * @description arriving: its first object is on its way
                 * @enum {string}
                 */
                state: "ready" | "arriving";
                rows: number;
                /** @description Of the Parquet data files */
                bytes: number;
                files: number;
                columns: number;
                snapshot: string | null;
                updatedAt: string | null;
                minutes: number[];
            } & {
                [key: string]: unknown;
            })[];
            /** @description What happened last, the oldest first */
            activities: components["schemas"]["Activity"][];
        } & {
            [key: string]: unknown;
        };
        PartitionList: {
            keys: string[];
            partitions: ({
                values: {
                    [key: string]: string | null;
                };
                files: number;
                rows: number;
                bytes: number;
            } & {
                [key: string]: unknown;
            })[];
            /** @description Cursor of the next page; null at the end */
            next: string | null;
        } & {
            [key: string]: unknown;
        };
        Pins: {
            /**
             * @description No table: kept and listed, whatever it looks like
             * @constant
             */
            asset?: true;
            /** @description Between cells */
            delimiter?: string;
            /** @description Around cells; empty: none */
            quote?: "" | string;
            /** @description Before a quote within quotes; the quote itself: it is doubled */
            escape?: "" | string;
            /** @description With which lines begin that are no rows; empty: every line is one */
            comment?: "" | string;
            /**
             * @description Of its letters, as the WHATWG names them
             * @enum {string}
             */
            encoding?: "utf-8" | "utf-16le" | "utf-16be" | "utf-32le" | "utf-32be" | "windows-1250" | "windows-1251" | "windows-1252" | "windows-1253" | "windows-1254" | "windows-1255" | "windows-1256" | "windows-1257" | "windows-1258" | "windows-874" | "iso-8859-2" | "iso-8859-3" | "iso-8859-4" | "iso-8859-5" | "iso-8859-6" | "iso-8859-7" | "iso-8859-8" | "iso-8859-10" | "iso-8859-13" | "iso-8859-14" | "iso-8859-15" | "iso-8859-16" | "koi8-r" | "koi8-u" | "ibm866" | "macintosh" | "x-mac-cyrillic" | "shift_jis" | "euc-jp" | "iso-2022-jp" | "gbk" | "gb18030" | "big5" | "euc-kr";
            /** @description Cells that hold no value, in columns of every type; none but these */
            nulls?: string[];
            /** @description What a row is: of XML an element (`item`, `/feed/item`), of JSON the array that holds them (`data.items`); `$`: the document itself */
            record?: string;
            /** @description Of a workbook, the sheet whose rows are read */
            sheet?: string;
            /** @description Of a database, the table whose rows are read */
            table?: string;
            /** @description Of an archive, the file whose rows are read, with those of its columns */
            file?: string;
            /** @description Whether the first row names the columns */
            header?: boolean;
            /** @description Lines before the table, blank ones too */
            skip?: number;
            /** @description Of columns, by the names that the file gives them */
            types?: {
                [key: string]: ("string" | "boolean" | "bigint" | "double" | "date" | "timestamp") | string;
            };
            /** @description What columns are called by now, by the names that older files give them: one column holds the values of both */
            names?: {
                [key: string]: string;
            };
            /** @description Columns that tell one row from another: shown, and kept for who asks */
            keys?: string[];
        };
        PredictionJob: {
            id: string;
            model: string;
            /** @description Fixed when the job was made */
            version: number;
            /** @description The version or alias that was asked for */
            at: string | null;
            /**
             * @description `done` once the predictions have landed
             * @enum {string}
             */
            state: "queued" | "running" | "done" | "failed";
            sql: string;
            keep?: string[];
            /** @description Predicted; 0 until it is done */
            rows: number;
            /** @description Why it failed */
            reason?: {
                code: string;
                detail: string;
            } & {
                [key: string]: unknown;
            };
            /** @description Where the predictions are; follow the object until its rows are in the table */
            dataset: {
                table: string;
                key: string;
                /** @description 16 hexadecimal digits that stand for a raw key */
                object: string;
            } & {
                [key: string]: unknown;
            };
            /** @description The object whose rows were scored because a rule says so */
            arrival: ({
                table: string;
                key: string;
                /** @description 16 hexadecimal digits that stand for a raw key */
                object: string;
            } & {
                [key: string]: unknown;
            }) | null;
            createdAtMs: number;
            /** @description `scored_at` of the rows */
            scoredAtMs: number | null;
            endedAtMs: number | null;
        } & {
            [key: string]: unknown;
        };
        PredictionJobList: {
            /** @description The newest first */
            jobs: components["schemas"]["PredictionJob"][];
            /** @description Cursor of the next page; null at the end */
            next: string | null;
        } & {
            [key: string]: unknown;
        };
        Predictions: {
            model: string;
            version: number;
            /** @description In the order of the rows, by the names of the outputs */
            predictions: {
                [key: string]: (number | string | boolean | null) | (number | string | boolean | null)[];
            }[];
        } & {
            [key: string]: unknown;
        };
        Preview: {
            /** @enum {string} */
            verdict: "table" | "asset" | "quarantined";
            /** @description Why it is no table */
            reason: components["schemas"]["Reason"] | null;
            format: string | null;
            columns: ({
                /** @description In SQL; quoted where it is no plain word */
                name: string;
                /** @description As the files spell it, where that differs */
                original?: string;
                /** @description As Athena names it, e.g. bigint, decimal(9,2), array<varchar> */
                type: string;
            } & {
                [key: string]: unknown;
            })[];
            /** @description The first ones, as text; null where they are not to be had from its first bytes */
            rows: (string | null)[][] | null;
            /** @description What of a pin’s kind was found, or is pinned: all that a form begins with */
            read: components["schemas"]["Pins"];
            /** @description Pins by which a file of its format may be read otherwise */
            says: ("asset" | "delimiter" | "quote" | "escape" | "comment" | "encoding" | "nulls" | "record" | "sheet" | "table" | "file" | "header" | "skip" | "types" | "names" | "keys")[];
            evidence: string[];
            doubt: string[];
        } & {
            [key: string]: unknown;
        };
        Problem: {
            /** @description Stable: /problems/<slug> */
            type: string;
            title: string;
            status: number;
            detail: string;
            /** @description Names the request in our logs */
            requestId?: string;
            /** @description In the statement, both from 1 */
            position?: {
                line: number;
                column: number;
            };
            /** @description What may have been meant */
            hint?: string;
            errors?: {
                /** @enum {string} */
                in: "path" | "query" | "header" | "body";
                /** @description Of the parameter; of a body the JSON pointer */
                name: string;
                detail: string;
            }[];
        } & {
            [key: string]: unknown;
        };
        Query: {
            id: string;
            /** @enum {string} */
            state: "queued" | "running" | "succeeded" | "failed" | "cancelled";
            sql: string;
            /** @description ISO 8601, UTC */
            submittedAt: string;
            completedAt: string | null;
            tookMs: number | null;
            scannedBytes: number | null;
            /** @description The result of an earlier run */
            reused: boolean;
            error: ({
                detail: string;
                retryable: boolean;
                position?: {
                    line: number;
                    column: number;
                } & {
                    [key: string]: unknown;
                };
                /** @description What may have been meant */
                hint?: string;
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description The first page, where it was waited for */
            results?: components["schemas"]["ResultPage"];
        } & {
            [key: string]: unknown;
        };
        QueryList: {
            queries: components["schemas"]["Query"][];
            /** @description Cursor of the next page; null at the end */
            next: string | null;
        } & {
            [key: string]: unknown;
        };
        Reason: {
            code: string;
            detail: string;
            remedy: string;
            at?: {
                line?: number;
                byte?: number;
                excerpt?: string;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        ResultPage: {
            columns: ({
                name: string;
                type: string;
                /** @enum {string} */
                json: "string" | "number" | "boolean";
            } & {
                [key: string]: unknown;
            })[];
            rows: (string | number | boolean | null)[][];
            /** @description Cursor of the next page; null at the end */
            next: string | null;
        } & {
            [key: string]: unknown;
        };
        Retention: {
            /** @description Days, as `90d`: older objects are deleted for good, with their rows. Their age is that since they were received */
            keep: string;
            /** @description A column of dates or timestamps (UTC) that tells an object’s age in the place of its arrival: its latest value. An object with a row that has none stays */
            column?: string;
        };
        RetentionRecord: {
            /** @description Days, as `90d`: older objects are deleted for good, with their rows. Their age is that since they were received */
            keep: string;
            /** @description A column of dates or timestamps (UTC) that tells an object’s age in the place of its arrival: its latest value. An object with a row that has none stays */
            column?: string;
            /** @description The file that says so, and where it is changed */
            definition?: string;
        };
        RowPage: {
            columns: ({
                /** @description In SQL; quoted where it is no plain word */
                name: string;
                /** @description As the files spell it, where that differs */
                original?: string;
                /** @description As Athena names it, e.g. bigint, decimal(9,2), array<varchar> */
                type: string;
                /**
                 * @description How its values are written here; integers beyond 2^53 and decimals as strings
                 * @enum {string}
                 */
                json: "string" | "number" | "boolean" | "object" | "array";
            } & {
                [key: string]: unknown;
            })[];
            rows: (unknown[] | {
                [key: string]: unknown;
            })[];
            /** @description Cursor of the next page; null at the end */
            next: string | null;
            /** @description How many rows the pages before it had */
            before: number | null;
            count: {
                value: number | null;
                /**
                 * @description Of all rows that meet `where`
                 * @enum {string}
                 */
                kind: "exact" | "unknown";
            } & {
                [key: string]: unknown;
            };
            snapshot: string | null;
        } & {
            [key: string]: unknown;
        };
        ScoringRule: {
            table: string;
            alias: string;
            createdAtMs: number;
        } & {
            [key: string]: unknown;
        };
        ScoringRuleList: {
            rules: components["schemas"]["ScoringRule"][];
        } & {
            [key: string]: unknown;
        };
        Source: {
            /** @description The first segment of its keys */
            name: string;
            definition: components["schemas"]["SourceDefinition"];
            /** @description The file that says it, and where it is changed */
            file: string | null;
            /** @description By the definition, or by hand */
            paused: boolean;
            /** @description As whoever runs it said last; null: nobody has run it */
            state: ({
                /** @enum {string} */
                state: "running" | "paused" | "failing";
                /** @description Why it fails, or what is to be looked into */
                says?: string;
                /** @description ISO 8601, UTC */
                at: string;
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description How far it is: the cursor of the source that has the dataset’s name */
            cursor: components["schemas"]["CursorState"] | null;
        } & {
            [key: string]: unknown;
        };
        SourceDefinition: {
            /**
             * @description A JSON API, page by page
             * @constant
             */
            kind: "rest";
            /** @description What it brings, for people */
            says?: string;
            /** @description Where it lands: the second segment of its keys */
            dataset: string;
            /** @default false */
            paused: boolean;
            /**
             * @description With `transform`: whether what was fetched lands too, as a file of `<dataset>_original`; `drop`: no byte of it is kept
             * @default keep
             * @enum {string}
             */
            original: "keep" | "drop";
            /**
             * @description Steps between the peer and the landing, in their order
             * @default []
             */
            transform: components["schemas"]["TransformStep"][];
            /**
             * @description From the end of one run to the next
             * @default 5 min
             */
            every: string;
            parameters: {
                /** Format: uri */
                url: string;
                /**
                 * @description What every request asks
                 * @default {}
                 */
                query?: {
                    [key: string]: string;
                };
                /**
                 * @description Of every request; a key goes into `secrets`
                 * @default {}
                 */
                headers?: {
                    [key: string]: string;
                };
                /** @description Where the answer has its records; absent: it is an array itself */
                records?: string;
                /**
                 * @default {
                 *       "by": "none"
                 *     }
                 */
                paging?: {
                    /**
                     * @description One answer holds all of it
                     * @constant
                     */
                    by: "none";
                } | {
                    /**
                     * @description A number that counts up, until a page has no records
                     * @constant
                     */
                    by: "page";
                    /** @default page */
                    parameter?: string;
                    /** @default 1 */
                    first?: number;
                } | {
                    /**
                     * @description How many records came before, until there are none
                     * @constant
                     */
                    by: "offset";
                    /** @default offset */
                    parameter?: string;
                } | {
                    /**
                     * @description What the answer says of the next page, until it says none
                     * @constant
                     */
                    by: "cursor";
                    /** @default cursor */
                    parameter?: string;
                    /** @description Where the answer says it */
                    next: string;
                } | {
                    /**
                     * @description Only what is after the last record: never from the beginning again
                     * @constant
                     */
                    by: "since";
                    /** @default since */
                    parameter?: string;
                    /** @description Of a record, growing from one to the next: an id or a time */
                    field: string;
                };
                /**
                 * @description By which the secret `key` is sent
                 * @default X-Api-Key
                 */
                keyHeader?: string;
                /**
                 * @description Requests a day (UTC) at most, pages and refusals
                 * @default 10000
                 */
                requestsPerDay?: number;
            };
            /** @default {} */
            secrets: {
                /** @description Sent as Authorization: Bearer */
                bearer?: string;
                /** @description Sent as `keyHeader` */
                key?: string;
            };
        } | {
            /**
             * @description A table or a question of PostgreSQL, MySQL or MariaDB: all of it each time, or what was written since
             * @constant
             */
            kind: "database";
            /** @description What it brings, for people */
            says?: string;
            /** @description Where it lands: the second segment of its keys */
            dataset: string;
            /** @default false */
            paused: boolean;
            /**
             * @description With `transform`: whether what was fetched lands too, as a file of `<dataset>_original`; `drop`: no byte of it is kept
             * @default keep
             * @enum {string}
             */
            original: "keep" | "drop";
            /**
             * @description Steps between the peer and the landing, in their order
             * @default []
             */
            transform: components["schemas"]["TransformStep"][];
            /**
             * @description From the end of one run to the next
             * @default 5 min
             */
            every: string;
            parameters: {
                /**
                 * @description `mysql`: MariaDB too
                 * @default postgresql
                 * @enum {string}
                 */
                engine?: "postgresql" | "mysql";
                host: string;
                /** @description 5432, of `mysql` 3306 where absent */
                port?: number;
                database: string;
                user: string;
                /**
                 * @description Whether the connection is encrypted, and the host’s certificate held against its name
                 * @default true
                 */
                tls?: boolean;
                /** @description As SQL writes it: `orders`, `shop.orders`, `"Order Lines"` */
                table?: string;
                /** @description A SELECT, in place of a table */
                query?: string;
                /**
                 * @description `all`: one object, which each run replaces. `changes`: rows that were inserted or updated since, as they then are; never a deletion. `watermark`: rows of which `column` has grown since
                 * @default all
                 * @enum {string}
                 */
                read?: "all" | "changes" | "watermark";
                /** @description With `changes`: after a failover without loss, the database’s timeline that is gone on with */
                timeline?: number;
                /** @description With `watermark`: a whole number, a datetime or a timestamp that grows with each row or change */
                column?: string;
                /**
                 * @description With `watermark`: how long a transaction may take from its value of `column` to its commit
                 * @default 1 min
                 */
                lag?: string;
            };
            /** @default {} */
            secrets: {
                /** @description Of the user */
                password?: string;
            };
        } | {
            /**
             * @description A topic of Apache Kafka: a row a message, offsets committed once it has landed
             * @constant
             */
            kind: "kafka";
            /** @description What it brings, for people */
            says?: string;
            /** @description Where it lands: the second segment of its keys */
            dataset: string;
            /** @default false */
            paused: boolean;
            /**
             * @description With `transform`: whether what was fetched lands too, as a file of `<dataset>_original`; `drop`: no byte of it is kept
             * @default keep
             * @enum {string}
             */
            original: "keep" | "drop";
            /**
             * @description Steps between the peer and the landing, in their order
             * @default []
             */
            transform: components["schemas"]["TransformStep"][];
            parameters: {
                /** @description Some of them, as host:port */
                brokers: string[];
                topic: string;
                /**
                 * @description Whether the connection is encrypted, and the host’s certificate held against its name
                 * @default false
                 */
                tls?: boolean;
                /** @description Of SASL */
                user?: string;
                /**
                 * @default SCRAM-SHA-512
                 * @enum {string}
                 */
                sasl?: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";
                /**
                 * @description Where a group begins that has committed nothing
                 * @default earliest
                 * @enum {string}
                 */
                from?: "earliest" | "latest";
                /** @description The consumer group; `hypatia-<source>` where absent */
                group?: string;
                /**
                 * @description What a message is: `json` and `text` in UTF-8, what is none goes aside; `bytes` in base64
                 * @default json
                 * @enum {string}
                 */
                value?: "json" | "text" | "bytes";
                /**
                 * @description How messages become objects
                 * @default {}
                 */
                gather?: {
                    /**
                     * @description Messages of an object at most
                     * @default 20000
                     */
                    items?: number;
                    /**
                     * @description How long the first waits for others
                     * @default 5
                     */
                    seconds?: number;
                };
            };
            /** @default {} */
            secrets: {
                /** @description Of the user */
                password?: string;
            };
        } | {
            /**
             * @description Topics of an MQTT broker at QoS 1: a row a message, acknowledged once it has landed
             * @constant
             */
            kind: "mqtt";
            /** @description What it brings, for people */
            says?: string;
            /** @description Where it lands: the second segment of its keys */
            dataset: string;
            /** @default false */
            paused: boolean;
            /**
             * @description With `transform`: whether what was fetched lands too, as a file of `<dataset>_original`; `drop`: no byte of it is kept
             * @default keep
             * @enum {string}
             */
            original: "keep" | "drop";
            /**
             * @description Steps between the peer and the landing, in their order
             * @default []
             */
            transform: components["schemas"]["TransformStep"][];
            parameters: {
                host: string;
                /** @default 1883 */
                port?: number;
                /**
                 * @description Whether the connection is encrypted, and the host’s certificate held against its name
                 * @default false
                 */
                tls?: boolean;
                /** @description Topic filters, as plant/+/temperature or plant/# */
                topics: string[];
                /** @description The client’s id, by which the broker keeps what comes while nobody runs; `hypatia-<source>` where absent */
                client?: string;
                /**
                 * @description Seconds for which the broker keeps the session while nobody runs
                 * @default 604800
                 */
                keep?: number;
                user?: string;
                /**
                 * @description What a message is: `json` and `text` in UTF-8, what is none goes aside; `bytes` in base64
                 * @default json
                 * @enum {string}
                 */
                value?: "json" | "text" | "bytes";
                /**
                 * @description How messages become objects
                 * @default {}
                 */
                gather?: {
                    /**
                     * @description Messages of an object at most
                     * @default 20
                     */
                    items?: number;
                    /**
                     * @description How long the first waits for others
                     * @default 5
                     */
                    seconds?: number;
                };
            };
            /** @default {} */
            secrets: {
                /** @description Of the user */
                password?: string;
            };
        } | {
            /**
             * @description A bucket of Amazon S3, of any account: what is new there or has changed lands under its own name
             * @constant
             */
            kind: "s3";
            /** @description What it brings, for people */
            says?: string;
            /** @description Where it lands: the second segment of its keys */
            dataset: string;
            /** @default false */
            paused: boolean;
            /**
             * @description With `transform`: whether what was fetched lands too, as a file of `<dataset>_original`; `drop`: no byte of it is kept
             * @default keep
             * @enum {string}
             */
            original: "keep" | "drop";
            /**
             * @description Steps between the peer and the landing, in their order
             * @default []
             */
            transform: components["schemas"]["TransformStep"][];
            /**
             * @description From the end of one run to the next
             * @default 5 min
             */
            every: string;
            parameters: {
                bucket: string;
                /**
                 * @description What keys begin with
                 * @default
                 */
                prefix?: string;
                region: string;
                access_key: string;
                /**
                 * Format: uri
                 * @description Of what speaks as AWS does
                 */
                endpoint?: string;
            };
            /** @default {} */
            secrets: {
                /** @description Of the access key */
                secret_key: string;
            };
        } | {
            /**
             * @description A folder of a host that speaks SFTP: what is whole there lands under its own name
             * @constant
             */
            kind: "sftp";
            /** @description What it brings, for people */
            says?: string;
            /** @description Where it lands: the second segment of its keys */
            dataset: string;
            /** @default false */
            paused: boolean;
            /**
             * @description With `transform`: whether what was fetched lands too, as a file of `<dataset>_original`; `drop`: no byte of it is kept
             * @default keep
             * @enum {string}
             */
            original: "keep" | "drop";
            /**
             * @description Steps between the peer and the landing, in their order
             * @default []
             */
            transform: components["schemas"]["TransformStep"][];
            /**
             * @description From the end of one run to the next
             * @default 5 min
             */
            every: string;
            parameters: {
                host: string;
                /** @default 22 */
                port?: number;
                user: string;
                /** @description Of the keys that the host may show: no other hears a password */
                host_key: string[];
                /**
                 * @description From the user’s home, or from /
                 * @default .
                 */
                folder?: string;
                /** @description Which of its files, as `*.csv` or `2026/**\/*.csv`; all where absent */
                files?: string;
                /**
                 * @description Whether folders in it are looked into
                 * @default false
                 */
                recursive?: boolean;
                /**
                 * @description Seconds for which size and time of a file stand still before it is whole
                 * @default 10
                 */
                quiet?: number;
                /** @description A file is whole once one of its name and this ending lies beside it: `.done` */
                marker?: string;
                /**
                 * @description What becomes of a file that has landed, where it still is what landed
                 * @default leave
                 * @enum {string}
                 */
                after?: "leave" | "move" | "delete";
                /**
                 * @description With `after: move`: from `folder`, or from /
                 * @default landed
                 */
                move_to?: string;
            };
            /** @default {} */
            secrets: {
                /** @description Of the user */
                password?: string;
                /** @description The private key, as OpenSSH or PEM writes it */
                key?: string;
                /** @description Of the key */
                passphrase?: string;
            };
        } | {
            /**
             * @description A queue of Amazon SQS, of any account: a row a message, deleted once it has landed
             * @constant
             */
            kind: "sqs";
            /** @description What it brings, for people */
            says?: string;
            /** @description Where it lands: the second segment of its keys */
            dataset: string;
            /** @default false */
            paused: boolean;
            /**
             * @description With `transform`: whether what was fetched lands too, as a file of `<dataset>_original`; `drop`: no byte of it is kept
             * @default keep
             * @enum {string}
             */
            original: "keep" | "drop";
            /**
             * @description Steps between the peer and the landing, in their order
             * @default []
             */
            transform: components["schemas"]["TransformStep"][];
            parameters: {
                /**
                 * Format: uri
                 * @description The queue’s URL
                 */
                queue: string;
                region: string;
                access_key: string;
                /**
                 * Format: uri
                 * @description Of what speaks as AWS does
                 */
                endpoint?: string;
                /**
                 * @description What a message is: `json` and `text` in UTF-8, what is none goes aside; `bytes` in base64
                 * @default json
                 * @enum {string}
                 */
                value?: "json" | "text" | "bytes";
                /**
                 * @description How messages become objects
                 * @default {}
                 */
                gather?: {
                    /**
                     * @description Messages of an object at most
                     * @default 1000
                     */
                    items?: number;
                    /**
                     * @description How long the first waits for others
                     * @default 5
                     */
                    seconds?: number;
                };
            };
            /** @default {} */
            secrets: {
                /** @description Of the access key */
                secret_key: string;
            };
        };
        SourceList: {
            sources: components["schemas"]["Source"][];
        } & {
            [key: string]: unknown;
        };
        SourceState: {
            /** @enum {string} */
            state: "running" | "paused" | "failing";
            /** @description Why it fails, or what is to be looked into */
            says?: string;
        };
        TransformStep: {
            /** @description Of OpenPGP */
            decrypt?: {
                /** @description The private key, armoured */
                key: string;
                /** @description Of the key */
                passphrase?: string;
            };
            /**
             * @description Each file in it lands as one
             * @enum {string}
             */
            unpack?: "zip" | "tar" | "gzip" | "bzip2" | "xz" | "zstd";
            /** @description What rows are written as; absent: CSV where they came as CSV, else NDJSON */
            convert?: {
                /** @enum {string} */
                to: "ndjson" | "csv";
                /** @description How the file is read, where that is not to be guessed */
                reads?: components["schemas"]["Pins"];
            };
            /** @description Only these, in this order */
            select?: string[];
            /** @description All but these */
            drop?: string[];
            /** @description From: to */
            rename?: {
                [key: string]: string;
            };
            /** @description JSONata over a row: only those of which it is true */
            filter?: string;
            /** @description **** in place of their values */
            mask?: {
                /** @description Names, in any case; of what lies within others with dots: `customer.email` */
                fields: string[];
                /**
                 * @description Letters at the end that stay, of values twice as long at least
                 * @default 0
                 */
                keep: number;
            };
            /** @description HMAC-SHA-256 of their values, in hexadecimal digits */
            hash?: {
                /** @description Names, in any case; of what lies within others with dots: `customer.email` */
                fields: string[];
                /** @description Of 16 letters at least; who knows it can try values */
                salt: string;
            };
            /** @description Field: JSONata over the row as it was before */
            set?: {
                [key: string]: string;
            };
            /** @description A JSON Schema (2020-12) of a row; what does not meet it goes aside with the reason */
            validate?: {
                [key: string]: unknown;
            };
            /** @description Into objects of so many rows at most */
            split?: {
                rows: number;
            };
        };
        Upload: {
            key: string;
            /** @description 16 hexadecimal digits that stand for a raw key */
            object: string;
            /** @constant */
            method: "PUT";
            url: string;
            /** @description To be sent with it, exactly */
            headers: {
                [key: string]: string;
            };
            /** @description ISO 8601, UTC */
            expiresAt: string;
            /** @description The newest version, where it has these very bytes already */
            landed: ({
                version: string;
            } & {
                [key: string]: unknown;
            }) | null;
        } & {
            [key: string]: unknown;
        };
        VersionList: {
            current: number;
            versions: ({
                id: number;
                columns: ({
                    /** @description In SQL; quoted where it is no plain word */
                    name: string;
                    /** @description As the files spell it, where that differs */
                    original?: string;
                    /** @description As Athena names it, e.g. bigint, decimal(9,2), array<varchar> */
                    type: string;
                } & {
                    [key: string]: unknown;
                })[];
                added: string[];
                removed: string[];
                changed: ({
                    name: string;
                    from: string;
                    to: string;
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            })[];
            snapshots: ({
                snapshot: string;
                /** @description ISO 8601, UTC */
                at: string;
                operation: string;
                rows: number;
                added: number;
                removed: number;
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Activity = components['schemas']['Activity'];
export type ActivityList = components['schemas']['ActivityList'];
export type ChangePage = components['schemas']['ChangePage'];
export type ColumnList = components['schemas']['ColumnList'];
export type CursorState = components['schemas']['CursorState'];
export type Dataset = components['schemas']['Dataset'];
export type DatasetList = components['schemas']['DatasetList'];
export type DatasetSummary = components['schemas']['DatasetSummary'];
export type Destination = components['schemas']['Destination'];
export type DestinationDefinition = components['schemas']['DestinationDefinition'];
export type DestinationList = components['schemas']['DestinationList'];
export type DestinationPlace = components['schemas']['DestinationPlace'];
export type DestinationPlaceState = components['schemas']['DestinationPlaceState'];
export type DestinationState = components['schemas']['DestinationState'];
export type Erasure = components['schemas']['Erasure'];
export type Estimate = components['schemas']['Estimate'];
export type Health = components['schemas']['Health'];
export type Index = components['schemas']['Index'];
export type Interpretation = components['schemas']['Interpretation'];
export type JsonValue = components['schemas']['JsonValue'];
export type Me = components['schemas']['Me'];
export type Model = components['schemas']['Model'];
export type ModelAliases = components['schemas']['ModelAliases'];
export type ModelList = components['schemas']['ModelList'];
export type ModelSummary = components['schemas']['ModelSummary'];
export type NewCursor = components['schemas']['NewCursor'];
export type NewDestinationPlace = components['schemas']['NewDestinationPlace'];
export type NewErasure = components['schemas']['NewErasure'];
export type NewEstimate = components['schemas']['NewEstimate'];
export type NewInterpretation = components['schemas']['NewInterpretation'];
export type NewModelAlias = components['schemas']['NewModelAlias'];
export type NewPredictionJob = components['schemas']['NewPredictionJob'];
export type NewPredictions = components['schemas']['NewPredictions'];
export type NewPreview = components['schemas']['NewPreview'];
export type NewQuery = components['schemas']['NewQuery'];
export type NewScoringRule = components['schemas']['NewScoringRule'];
export type NewUpload = components['schemas']['NewUpload'];
export type Object = components['schemas']['Object'];
export type ObjectList = components['schemas']['ObjectList'];
export type Origin = components['schemas']['Origin'];
export type Overview = components['schemas']['Overview'];
export type PartitionList = components['schemas']['PartitionList'];
export type Pins = components['schemas']['Pins'];
export type PredictionJob = components['schemas']['PredictionJob'];
export type PredictionJobList = components['schemas']['PredictionJobList'];
export type Predictions = components['schemas']['Predictions'];
export type Preview = components['schemas']['Preview'];
export type Problem = components['schemas']['Problem'];
export type Query = components['schemas']['Query'];
export type QueryList = components['schemas']['QueryList'];
export type Reason = components['schemas']['Reason'];
export type ResultPage = components['schemas']['ResultPage'];
export type Retention = components['schemas']['Retention'];
export type RetentionRecord = components['schemas']['RetentionRecord'];
export type RowPage = components['schemas']['RowPage'];
export type ScoringRule = components['schemas']['ScoringRule'];
export type ScoringRuleList = components['schemas']['ScoringRuleList'];
export type Source = components['schemas']['Source'];
export type SourceDefinition = components['schemas']['SourceDefinition'];
export type SourceList = components['schemas']['SourceList'];
export type SourceState = components['schemas']['SourceState'];
export type TransformStep = components['schemas']['TransformStep'];
export type Upload = components['schemas']['Upload'];
export type VersionList = components['schemas']['VersionList'];
export type $defs = Record<string, never>;
export interface operations {
    getIndex: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Links, scopes, limits */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Index"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOpenapi: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document */
            200: {
                headers: {
                    /** @description Strong: the same as long as the answer is */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description As If-None-Match says */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOpenapi30: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document */
            200: {
                headers: {
                    /** @description Strong: the same as long as the answer is */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description As If-None-Match says */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As the authorizer has it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOverview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDatasets: {
        parameters: {
            query?: {
                /** @description Words that name, source or columns contain */
                q?: string;
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: {
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    /** @description Strong: the same as long as the answer is */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetList"];
                };
            };
            /** @description As If-None-Match says */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDataset: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                /** @description Of the table: <source>_<dataset> */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    /** @description Strong: the same as long as the answer is */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
                };
            };
            /** @description As If-None-Match says */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRows: {
        parameters: {
            query?: {
                /** @description Columns, by comma; all where absent */
                select?: string[];
                /** @description column:operator:value, e.g. age:gte:18, cat:in:a,b, name:ilike:jo*, x:is:null, t:between:1,9; `not.` before the operator turns it; all must hold */
                where?: string[];
                /** @description Columns, by comma; `-` before one turns its order */
                sort?: string[];
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
                shape?: "arrays" | "objects";
                /** @description Goes before Accept */
                format?: "json" | "ndjson" | "csv" | "parquet";
            };
            header?: {
                "if-none-match"?: string;
            };
            path: {
                /** @description Of the table: <source>_<dataset> */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of rows */
            200: {
                headers: {
                    /** @description Strong: the same as long as the answer is */
                    ETag?: string;
                    /** @description rel="next" where there is one */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RowPage"];
                    "application/x-ndjson": string;
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description As If-None-Match says */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description accept.unsupported */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description snapshot.expired */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency.mismatch, retention.no-dates, retention.of-assets, erasure.of-assets, interpretation.refused, rule.refused, rows.need-a-query, result.too-large */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listChanges: {
        parameters: {
            query?: {
                /** @description A snapshot; absent: all rows of `until`, as added */
                after?: string;
                /** @description A later one; the newest where absent */
                until?: string;
                /** @description Columns that name a row: what comes again under its key is not told as removed */
                key?: string[];
                /** @description Whether rows whose values were only written to another type are told */
                retyped?: boolean;
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Of the table: <source>_<dataset> */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangePage"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description snapshot.expired */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency.mismatch, retention.no-dates, retention.of-assets, erasure.of-assets, interpretation.refused, rule.refused, rows.need-a-query, result.too-large */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listColumns: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                /** @description Of the table: <source>_<dataset> */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    /** @description Strong: the same as long as the answer is */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ColumnList"];
                };
            };
            /** @description As If-None-Match says */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPartitions: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: {
                "if-none-match"?: string;
            };
            path: {
                /** @description Of the table: <source>_<dataset> */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    /** @description Strong: the same as long as the answer is */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartitionList"];
                };
            };
            /** @description As If-None-Match says */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFiles: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: {
                "if-none-match"?: string;
            };
            path: {
                /** @description Of the table: <source>_<dataset> */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    /** @description Strong: the same as long as the answer is */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObjectList"];
                };
            };
            /** @description As If-None-Match says */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listVersions: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path: {
                /** @description Of the table: <source>_<dataset> */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    /** @description Strong: the same as long as the answer is */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionList"];
                };
            };
            /** @description As If-None-Match says */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listQueries: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueryList"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startQuery: {
        parameters: {
            query?: never;
            header?: {
                /** @description wait=<seconds>, at most 25 */
                prefer?: string;
                /** @description The same key and request is the same thing made */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewQuery"];
            };
        };
        responses: {
            /** @description Ended while it was waited for; with the first page */
            200: {
                headers: {
                    /** @description The query */
                    "Content-Location"?: string;
                    /** @description wait=<seconds> */
                    "Preference-Applied"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Query"];
                };
            };
            /** @description Not yet ended */
            202: {
                headers: {
                    /** @description The query */
                    Location?: string;
                    /** @description Seconds */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Query"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body.too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description content-type.unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency.mismatch, retention.no-dates, retention.of-assets, erasure.of-assets, interpretation.refused, rule.refused, rows.need-a-query, result.too-large */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    estimateQuery: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewEstimate"];
            };
        };
        responses: {
            /** @description At most so much */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Estimate"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body.too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description content-type.unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getQuery: {
        parameters: {
            query?: {
                /** @description Seconds to wait for it */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Query"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelQuery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is told to stop */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listResults: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
                /** @description Goes before Accept */
                format?: "json" | "ndjson" | "csv" | "parquet";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    /** @description rel="next" where there is one */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResultPage"];
                    "application/x-ndjson": string;
                };
            };
            /** @description The whole result as CSV or Parquet, from S3 by ranges if need be */
            303: {
                headers: {
                    /** @description Good for some minutes, without a token */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description accept.unsupported */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description query.not-finished, query.failed, definition.in-a-file, quarantine.not-in-it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency.mismatch, retention.no-dates, retention.of-assets, erasure.of-assets, interpretation.refused, rule.refused, rows.need-a-query, result.too-large */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createUpload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUpload"];
            };
        };
        responses: {
            /** @description Where and how to PUT it */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body.too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description content-type.unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency.mismatch, retention.no-dates, retention.of-assets, erasure.of-assets, interpretation.refused, rule.refused, rows.need-a-query, result.too-large */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createUploadByQuery: {
        parameters: {
            query: {
                file: string;
                /** @description Of the bytes: S3 itself refuses others */
                sha256: string;
                /** @description Bytes */
                size: number;
                contentType?: string;
                /** @description A folder key=value */
                partition?: string;
                /** @description How this file alone is read: Pins, as JSON */
                pins?: string;
            };
            header?: never;
            path: {
                /** @description Who sends; the token names it too */
                source: string;
                /** @description What it is */
                dataset: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where and how to PUT it */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency.mismatch, retention.no-dates, retention.of-assets, erasure.of-assets, interpretation.refused, rule.refused, rows.need-a-query, result.too-large */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCursor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is */
            200: {
                headers: {
                    /** @description Strong: the same as long as the answer is */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CursorState"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putCursor: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read */
                "if-match"?: string;
                /** @description For the first time */
                "if-none-match"?: "*";
            };
            path: {
                source: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCursor"];
            };
        };
        responses: {
            /** @description As it is */
            200: {
                headers: {
                    /** @description Strong: the same as long as the answer is */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CursorState"];
                };
            };
            /** @description It is new */
            201: {
                headers: {
                    /** @description Strong: the same as long as the answer is */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CursorState"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition.failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body.too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description content-type.unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition.missing */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getObject: {
        parameters: {
            query?: {
                /** @description Seconds to wait for it */
                wait?: number;
            };
            header?: never;
            path: {
                /** @description 16 hexadecimal digits that stand for a raw key */
                object: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Object"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getContent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 16 hexadecimal digits that stand for a raw key */
                object: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description From S3, by ranges if need be */
            303: {
                headers: {
                    /** @description Good for some minutes, without a token */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listActivity: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                after?: string;
                limit?: number;
                /** @description Seconds to wait for it */
                wait?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What there is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActivityList"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listQuarantine: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObjectList"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getQuarantined: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 16 hexadecimal digits that stand for a raw key */
                object: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Object"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryQuarantined: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 16 hexadecimal digits that stand for a raw key */
                object: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is on its way */
            202: {
                headers: {
                    /** @description The object */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Object"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description query.not-finished, query.failed, definition.in-a-file, quarantine.not-in-it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listModels: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    /** @description Strong: the same as long as the answer is */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            /** @description As If-None-Match says */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getModel: {
        parameters: {
            query?: {
                /** @description A version or an alias; where absent `live`, or else the newest version */
                at?: string;
            };
            header?: {
                "if-none-match"?: string;
            };
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    /** @description Strong: the same as long as the answer is */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description As If-None-Match says */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putModelAlias: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that it is at, in quotes */
                "if-match"?: string;
                /** @description Only where there is no such alias */
                "if-none-match"?: "*";
            };
            path: {
                model: string;
                alias: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewModelAlias"];
            };
        };
        responses: {
            /** @description Where all are now */
            200: {
                headers: {
                    /** @description Strong: the same as long as the answer is */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelAliases"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition.failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body.too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description content-type.unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createPredictions: {
        parameters: {
            query?: {
                /** @description A version or an alias; where absent `live`, or else the newest version */
                at?: string;
            };
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPredictions"];
            };
        };
        responses: {
            /** @description One a row */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Predictions"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body.too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description content-type.unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description model.failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPredictionJobs: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PredictionJobList"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createPredictionJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request is the same thing made */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPredictionJob"];
            };
        };
        responses: {
            /** @description It is on its way */
            202: {
                headers: {
                    /** @description The job */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PredictionJob"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body.too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description content-type.unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency.mismatch, retention.no-dates, retention.of-assets, erasure.of-assets, interpretation.refused, rule.refused, rows.need-a-query, result.too-large */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPredictionJob: {
        parameters: {
            query?: {
                /** @description Seconds to wait for it */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PredictionJob"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listScoringRules: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScoringRuleList"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putScoringRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                table: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewScoringRule"];
            };
        };
        responses: {
            /** @description The rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScoringRule"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body.too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description content-type.unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency.mismatch, retention.no-dates, retention.of-assets, erasure.of-assets, interpretation.refused, rule.refused, rows.need-a-query, result.too-large */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteScoringRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                table: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is no such rule now */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createErasure: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request is the same thing made */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewErasure"];
            };
        };
        responses: {
            /** @description It has begun */
            202: {
                headers: {
                    /** @description The erasure */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body.too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description content-type.unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency.mismatch, retention.no-dates, retention.of-assets, erasure.of-assets, interpretation.refused, rule.refused, rows.need-a-query, result.too-large */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    eraseFile: {
        parameters: {
            query: {
                /** @description Must be there: nothing brings it back */
                erase: "" | "true";
            };
            header?: never;
            path: {
                /** @description Of the table: <source>_<dataset> */
                name: string;
                /** @description 16 hexadecimal digits that stand for a raw key */
                object: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has begun */
            202: {
                headers: {
                    /** @description The erasure */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency.mismatch, retention.no-dates, retention.of-assets, erasure.of-assets, interpretation.refused, rule.refused, rows.need-a-query, result.too-large */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getErasure: {
        parameters: {
            query?: {
                /** @description Seconds to wait for it */
                wait?: number;
            };
            header?: never;
            path: {
                /** @description 32 hexadecimal digits */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRetention: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the table: <source>_<dataset> */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is said */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetentionRecord"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putRetention: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the table: <source>_<dataset> */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Retention"];
            };
        };
        responses: {
            /** @description It is said */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetentionRecord"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description query.not-finished, query.failed, definition.in-a-file, quarantine.not-in-it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body.too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description content-type.unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency.mismatch, retention.no-dates, retention.of-assets, erasure.of-assets, interpretation.refused, rule.refused, rows.need-a-query, result.too-large */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteRetention: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the table: <source>_<dataset> */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is taken back */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description query.not-finished, query.failed, definition.in-a-file, quarantine.not-in-it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getInterpretation: {
        parameters: {
            query?: {
                /** @description One of its files, where nothing of it is a table yet */
                file?: string;
            };
            header?: never;
            path: {
                /** @description Of the table: <source>_<dataset> */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Interpretation"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pinInterpretation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the table: <source>_<dataset> */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInterpretation"];
            };
        };
        responses: {
            /** @description Its files are being read so */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Interpretation"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body.too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description content-type.unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency.mismatch, retention.no-dates, retention.of-assets, erasure.of-assets, interpretation.refused, rule.refused, rows.need-a-query, result.too-large */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    undoInterpretation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the table: <source>_<dataset> */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its files are being read so */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Interpretation"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewInterpretation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the table: <source>_<dataset> */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPreview"];
            };
        };
        responses: {
            /** @description Columns and first rows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body.too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description content-type.unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency.mismatch, retention.no-dates, retention.of-assets, erasure.of-assets, interpretation.refused, rule.refused, rows.need-a-query, result.too-large */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By their names */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceList"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The first segment of its keys */
                source: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is */
            200: {
                headers: {
                    /** @description For If-Match, which holds while what is said of it is the same, whatever its state and its place are */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSource: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read */
                "if-match"?: string;
                /** @description For the first time */
                "if-none-match"?: "*";
            };
            path: {
                /** @description The first segment of its keys */
                source: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceDefinition"];
            };
        };
        responses: {
            /** @description As it is */
            200: {
                headers: {
                    /** @description For If-Match, which holds while what is said of it is the same, whatever its state and its place are */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            /** @description It is new */
            201: {
                headers: {
                    /** @description For If-Match, which holds while what is said of it is the same, whatever its state and its place are */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description query.not-finished, query.failed, definition.in-a-file, quarantine.not-in-it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition.failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body.too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description content-type.unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition.missing */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The first segment of its keys */
                source: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is taken back */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description query.not-finished, query.failed, definition.in-a-file, quarantine.not-in-it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition.failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The first segment of its keys */
                source: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is */
            200: {
                headers: {
                    /** @description For If-Match, which holds while what is said of it is the same, whatever its state and its place are */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The first segment of its keys */
                source: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is */
            200: {
                headers: {
                    /** @description For If-Match, which holds while what is said of it is the same, whatever its state and its place are */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSourceState: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The first segment of its keys */
                source: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceState"];
            };
        };
        responses: {
            /** @description It is written down */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body.too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description content-type.unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDestinations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By their names */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DestinationList"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDestination: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description By which it is called */
                destination: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is */
            200: {
                headers: {
                    /** @description For If-Match, which holds while what is said of it is the same, whatever its state and its place are */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Destination"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putDestination: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read */
                "if-match"?: string;
                /** @description For the first time */
                "if-none-match"?: "*";
            };
            path: {
                /** @description By which it is called */
                destination: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DestinationDefinition"];
            };
        };
        responses: {
            /** @description As it is */
            200: {
                headers: {
                    /** @description For If-Match, which holds while what is said of it is the same, whatever its state and its place are */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Destination"];
                };
            };
            /** @description It is new */
            201: {
                headers: {
                    /** @description For If-Match, which holds while what is said of it is the same, whatever its state and its place are */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Destination"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description query.not-finished, query.failed, definition.in-a-file, quarantine.not-in-it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition.failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body.too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description content-type.unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition.missing */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteDestination: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description By which it is called */
                destination: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is taken back */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description query.not-finished, query.failed, definition.in-a-file, quarantine.not-in-it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition.failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseDestination: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description By which it is called */
                destination: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is */
            200: {
                headers: {
                    /** @description For If-Match, which holds while what is said of it is the same, whatever its state and its place are */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Destination"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeDestination: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description By which it is called */
                destination: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is */
            200: {
                headers: {
                    /** @description For If-Match, which holds while what is said of it is the same, whatever its state and its place are */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Destination"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putDestinationState: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description By which it is called */
                destination: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DestinationState"];
            };
        };
        responses: {
            /** @description It is written down */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body.too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description content-type.unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDestinationPlace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description By which it is called */
                destination: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is */
            200: {
                headers: {
                    /** @description Strong: the same as long as the answer is */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DestinationPlaceState"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putDestinationPlace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read */
                "if-match"?: string;
                /** @description For the first time */
                "if-none-match"?: "*";
            };
            path: {
                /** @description By which it is called */
                destination: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDestinationPlace"];
            };
        };
        responses: {
            /** @description As it is */
            200: {
                headers: {
                    /** @description Strong: the same as long as the answer is */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DestinationPlaceState"];
                };
            };
            /** @description It is new */
            201: {
                headers: {
                    /** @description Strong: the same as long as the answer is */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DestinationPlaceState"];
                };
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition.failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body.too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description content-type.unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition.missing */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteDestinationPlace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description By which it is called */
                destination: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It begins anew */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request.invalid, request.not-json, cursor.invalid, filter.unknown-column, filter.invalid-value, filter.not-filterable, query.not-a-select, query.unknown-table, query.malformed, prediction.invalid, upload.invalid-name */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token.missing, token.expired, token.invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope.missing, source.foreign, source.reserved */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description route.unknown, dataset.unknown, query.unknown, object.unknown, model.unknown, job.unknown, retention.unknown, interpretation.unknown, erasure.unknown, source.unknown, destination.unknown, cursor.unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description requests.too-many */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description table.file-gone, service.busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage.full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}

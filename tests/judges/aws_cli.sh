#!/usr/bin/env bash
# The aws CLI: the lines that `npm start` prints, and a folder copied there and back.
set -u
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

claim() { # name, then a command whose exit status is the claim
  local name=$1; shift
  if why=$("$@" 2>&1); then echo "ok aws CLI: $name"; else echo "not ok aws CLI: $name: $(tail -n 3 <<<"$why" | tr '\n' ' ')"; fi
}

there_and_back() {
  mkdir -p "$folder/from/sub" && head -c 100000 /dev/urandom > "$folder/from/a b.bin" && echo x > "$folder/from/sub/ü.txt"
  aws s3 sync "$folder/from" "s3://$HYPATIA_WORK_BUCKET/judges/cli" --only-show-errors &&
    aws s3 sync "s3://$HYPATIA_WORK_BUCKET/judges/cli" "$folder/to" --only-show-errors && diff -r "$folder/from" "$folder/to"
}
query() {
  local id state
  id=$(aws athena start-query-execution --work-group "$HYPATIA_WORKGROUP" --query-string "SELECT count(*) FROM $HYPATIA_LAKE_DATABASE.faa_airports" --output text) || return 1
  for _ in $(seq 100); do
    state=$(aws athena get-query-execution --query-execution-id "$id" --query QueryExecution.Status.State --output text)
    [ "$state" = SUCCEEDED ] && break
    sleep 0.1
  done
  aws athena get-query-results --query-execution-id "$id" --query 'ResultSet.Rows[1].Data[0].VarCharValue' --output text | grep -qx 3376
}

claim 'lists the raw bucket' bash -c 'aws s3 ls "s3://$HYPATIA_RAW_BUCKET/" --recursive | grep -q faa/airports/airports.csv'
claim 'a folder synced there and back is the same' there_and_back
claim 'copies an object and removes it' bash -c 'aws s3 cp "s3://$HYPATIA_WORK_BUCKET/judges/cli/a b.bin" "s3://$HYPATIA_WORK_BUCKET/judges/copy" --only-show-errors && aws s3 rm "s3://$HYPATIA_WORK_BUCKET/judges/copy" --only-show-errors'
claim 'lists Athena databases' bash -c 'aws athena list-databases --catalog-name AwsDataCatalog --query "DatabaseList[].Name" | grep -q "$HYPATIA_LAKE_DATABASE"'
claim 'gets a Glue table' bash -c 'aws glue get-table --database-name "$HYPATIA_RAW_DATABASE" --name faa_airports --query Table.StorageDescriptor.SerdeInfo.SerializationLibrary --output text | grep -q Serde'
claim 'runs an Athena query' query
claim 'says who is calling' bash -c 'aws sts get-caller-identity --query Account --output text | grep -qE "^[0-9]{12}$"'

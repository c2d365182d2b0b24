print("nsw")
